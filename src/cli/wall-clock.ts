import type { Cib } from '../cib/model/cib.ts';
import type { DateTime } from '../result/date-time.ts';
import { effectiveNow } from '../scheduler/unpack/effective-time.ts';

/** Offset of this machine's zone from UTC at a moment, in seconds. */
export function localOffset(epochSeconds: number): number {
  return -new Date(epochSeconds * 1000).getTimezoneOffset() * 60;
}

/** The time now, in this machine's zone. */
export function wallClock(): DateTime {
  const epoch = Math.floor(Date.now() / 1000);
  return { epoch, offset: localOffset(epoch) };
}

/** The moment a CIB is looked at: its own `execution-date`, else the time now. */
export function nowOf(cib: Cib): DateTime {
  return effectiveNow(cib, null, wallClock(), localOffset);
}
