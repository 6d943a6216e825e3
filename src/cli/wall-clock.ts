import type { DateTime } from '../result/date-time.ts';

/** Offset of this machine's zone from UTC at a moment, in seconds. */
export function localOffset(epochSeconds: number): number {
  return -new Date(epochSeconds * 1000).getTimezoneOffset() * 60;
}

/** The time now, in this machine's zone. */
export function wallClock(): DateTime {
  const epoch = Math.floor(Date.now() / 1000);
  return { epoch, offset: localOffset(epoch) };
}
