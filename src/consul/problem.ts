import type { Problem } from '../result/problem.ts';

function problem(code: string, message: string, hint: string, id: string | null = null): Problem {
  return { code, severity: 'error', message, hint, id, at: null };
}

/** No answer came. */
export function consulUnreachable(server: string, words: string): Problem {
  return problem(
    'HWS-CSL-001',
    `Consul at ${server} gave no answer: ${words}`,
    'Check the address, the network and the agent; what it would say is not known',
    server,
  );
}

/** The token may not do this. */
export function consulRefused(server: string, words: string): Problem {
  return problem(
    'HWS-CSL-002',
    `Consul at ${server} refuses the token: ${words}`,
    'Give the token node:read and service:read; for the lock also session:write and key:write',
    server,
  );
}

/** The servers have elected none among them: what they know may be old. */
export function consulWithoutLeader(server: string): Problem {
  return problem(
    'HWS-CSL-003',
    `Consul at ${server} knows no leader`,
    'Most of the cluster’s servers have to run and reach each other; consul operator raft list-peers shows them',
    server,
  );
}

/** The server answered with an error. */
export function consulAnswered(server: string, status: number, words: string): Problem {
  return problem(
    'HWS-CSL-004',
    `Consul at ${server} answered ${status}: ${words}`,
    'Look into the log of the agent',
    server,
  );
}

/** What came back is not what the API’s description says. */
export function consulMalformed(server: string, words: string): Problem {
  return problem(
    'HWS-CSL-005',
    `Consul at ${server} answered what cannot be understood: ${words}`,
    'Check that the address is a Consul agent’s, and what stands between here and it',
    server,
  );
}

/** The server has not heard of its leader for longer than is believed. */
export function consulBehind(server: string, ms: number): Problem {
  return problem(
    'HWS-CSL-006',
    `Consul at ${server} has not heard of its leader for ${ms} ms`,
    'Check the network between the servers, or ask with the consistency “consistent”',
    server,
  );
}
