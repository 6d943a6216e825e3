import type { Cib } from '../../cib/model/cib.ts';
import type { DateTime } from '../../result/date-time.ts';
import { parseLeadingInteger } from '../../result/integer.ts';

/**
 * The one moment all rules, expiries and locks are measured against (spec A0.4): the one asked for, else the CIB's
 * `execution-date`, else the clock's.
 */
export function effectiveNow(
  cib: Cib,
  asked: DateTime | null,
  clock: DateTime,
  localOffset: (epochSeconds: number) => number,
): DateTime {
  if (asked !== null) return asked;
  const recorded = cib.executionDate === null ? null : parseLeadingInteger(cib.executionDate);
  if (recorded !== null && recorded !== 0) return { epoch: recorded, offset: localOffset(recorded) };
  return clock;
}
