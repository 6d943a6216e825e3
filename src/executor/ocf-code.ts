/** Exit codes of OCF agents; every other standard's answers are turned into these. */
export const OcfCode = {
  Success: 0,
  Generic: 1,
  Arguments: 2,
  Unimplemented: 3,
  Permission: 4,
  NotInstalled: 5,
  NotConfigured: 6,
  NotRunning: 7,
  RunningPromoted: 8,
  FailedPromoted: 9,
  Degraded: 190,
  DegradedPromoted: 191,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'ok'],
  [1, 'error'],
  [2, 'invalid parameter'],
  [3, 'not implemented'],
  [4, 'insufficient privileges'],
  [5, 'not installed'],
  [6, 'not configured'],
  [7, 'not running'],
  [8, 'running promoted'],
  [9, 'failed promoted'],
  [190, 'degraded'],
  [191, 'degraded promoted'],
]);

/** The field's name of an exit code; `null` for a code OCF does not define. */
export function ocfCodeName(code: number): string | null {
  return NAMES.get(code) ?? null;
}
