import type { LogRecord } from '../controller/model/effect.ts';

/** Stable codes of what can go wrong with alert agents; catalogued in docs/reference/problems.md. */
export type AlertProblemCode =
  | 'HWS-ALR-001' // an agent has failed
  | 'HWS-ALR-002'; // more alerts than can be told

export function alertProblem(
  code: AlertProblemCode,
  message: string,
  values: LogRecord['values'] = {},
): LogRecord {
  return { severity: 'warning', code, message, values };
}
