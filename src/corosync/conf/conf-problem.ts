import type { Problem, Severity } from '../../result/problem.ts';

/** Codes of what can be wrong in a corosync.conf; catalogued in docs/reference/problems.md. */
const HINTS = {
  'HWS-COR-101': 'Write "key: value", "name {", "}" or a comment, each on a line of its own',
  'HWS-COR-102': 'Close it with a line "}"',
  'HWS-COR-103': 'Remove the brace, or open a section above it',
  'HWS-COR-104': 'Write "version: 2" in the section totem',
  'HWS-COR-105': 'Give every node a nodeid from 1 to 4294967295',
  'HWS-COR-106': 'Give every node its own nodeid, name and addresses',
  'HWS-COR-107': 'Give every node the same links: ring0_addr, ring1_addr, …',
  'HWS-COR-108': 'two_node is for clusters of exactly two nodes without a quorum device',
  'HWS-COR-109': 'Use one of the values that corosync.conf(5) lists',
  'HWS-COR-110': 'Encryption needs transport knet, and a crypto_hash beside the crypto_cipher',
  'HWS-COR-111': 'Write a whole number in the range given',
  'HWS-COR-112': 'A quorum device needs "model: net", and in its section net a host and an algorithm',
  'HWS-COR-113': 'Write "provider: corosync_votequorum" in the section quorum',
  'HWS-COR-114': 'knet carries links 0 to 7, udp and udpu carry link 0 only',
  'HWS-COR-115': 'Give every node the name that `uname -n` prints on it',
} as const;

export type ConfProblemCode = keyof typeof HINTS;

/** A problem of a corosync.conf. `line` is 1-based; 0 when there is no line to point at. */
export function confProblem(
  code: ConfProblemCode,
  id: string | null,
  line: number,
  message: string,
  severity: Severity = 'error',
): Problem {
  return {
    code,
    severity,
    message,
    hint: HINTS[code],
    id,
    at: line > 0 ? { line, column: 1 } : null,
  };
}
