import type { Problem } from '../../result/problem.ts';

/** Stable codes of what can go wrong when a cluster is set up, started, stopped or destroyed on a node. */
export type SetupProblemCode =
  | 'HWS-SET-001' // what was asked for makes no cluster
  | 'HWS-SET-002' // there is a cluster already
  | 'HWS-SET-003' // a file cannot be read or written
  | 'HWS-SET-004' // no systemd
  | 'HWS-SET-005' // a service does not do as it is told
  | 'HWS-SET-006' // the others would lose quorum
  | 'HWS-SET-007'; // not without being forced

export function setupProblem(code: SetupProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}
