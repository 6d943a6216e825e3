import type { Problem } from '../../../result/problem.ts';

/** Stable codes of what can be wrong with the CIB a command works on. */
export type TargetProblemCode =
  | 'HWS-PCS-001' // cannot be read
  | 'HWS-PCS-002' // is no CIB
  | 'HWS-PCS-003' // would not be valid
  | 'HWS-PCS-004' // cannot be written
  | 'HWS-PCS-005'; // changes too often

export function targetProblem(code: TargetProblemCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint, id: null, at: null };
}
