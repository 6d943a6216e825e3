import type { Problem } from '../result/problem.ts';

/** A message did not reach its target; what it was about goes on. */
export function notDelivered(target: string, why: string): Problem {
  return {
    code: 'HWS-NTF-001',
    severity: 'warning',
    message: `Not delivered: ${target}: ${why}`,
    hint: 'Check address, server and credentials of this target',
    id: null,
    at: null,
  };
}
