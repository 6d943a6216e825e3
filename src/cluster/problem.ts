import type { LogRecord } from '../controller/model/effect.ts';
import type { Problem } from '../result/problem.ts';

/** Stable codes of what can go wrong in a node's job; catalogued in docs/reference/problems.md. */
export type ClusterProblemCode =
  | 'HWS-CLU-001' // not joined yet
  | 'HWS-CLU-002' // too many open requests
  | 'HWS-CLU-003' // the daemon ends
  | 'HWS-CLU-004' // a message that is not ours
  | 'HWS-CLU-005' // the cluster takes no messages
  | 'HWS-CLU-006'; // the membership service answers again

function problem(code: ClusterProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}

/** A client asks before this node is part of a group. */
export function notJoined(node: string, waitsFor: string): Problem {
  return problem(
    'HWS-CLU-001',
    `${node} has not joined the cluster yet: ${waitsFor}`,
    'See that Corosync runs on this node (corosync-quorumtool), then ask again',
  );
}

export function tooManyRequests(node: string, limit: number): Problem {
  return problem(
    'HWS-CLU-002',
    `${node} has ${limit} requests open and takes no more`,
    'Ask again in a moment; if this stays, look for a program that asks in a loop',
  );
}

export function nodeEnds(node: string): Problem {
  return problem('HWS-CLU-003', `The daemon of ${node} is ending`, 'Ask another node of the cluster');
}

export function damagedMessage(from: number, why: string): Problem {
  return problem(
    'HWS-CLU-004',
    `A message of node ${from} cannot be read and is left out: ${why}`,
    'Check that all nodes run the same version of Hawser',
  );
}

/** The end of a silence of Corosync (HWS-COR-009), for the log. */
export function answersAgain(node: string): LogRecord {
  const code: ClusterProblemCode = 'HWS-CLU-006';
  return { severity: 'notice', code, message: `Corosync on ${node} answers again`, values: { node } };
}

export function messagesStuck(count: number): Problem {
  return problem(
    'HWS-CLU-005',
    `The cluster has taken no message of this node for too long: ${count} wait`,
    'Look for an overloaded or faulty network (corosync-cfgtool -s); the node fences itself',
  );
}
