import type { OnFail } from '../model/operation-options.ts';

/** Consequences of a failure from harmless to grave (spec A3.8.5.10). */
const BY_SEVERITY: readonly OnFail[] = [
  'ignore',
  'demote',
  'recover',
  'reset-remote',
  'restart-container',
  'migrate',
  'block',
  'stop',
  'standby',
  'fence',
];

/** Negative when `a` is less severe than `b`. */
export function compareSeverity(a: OnFail, b: OnFail): number {
  return BY_SEVERITY.indexOf(a) - BY_SEVERITY.indexOf(b);
}

/** The graver of two consequences. */
export function graver(a: OnFail, b: OnFail): OnFail {
  return compareSeverity(a, b) >= 0 ? a : b;
}
