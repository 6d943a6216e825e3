import type { Cib } from '../cib/model/cib.ts';
import type { DateTime } from '../result/date-time.ts';
import { parseDateTime } from '../result/iso8601.ts';
import { effectiveNow } from '../scheduler/unpack/effective-time.ts';
import type { SimulateRequest } from './request.ts';
import { utcText } from './text/clock-text.ts';

/** The time everything is judged by, and how that is told; `null` when it is the time of the request. */
export interface EffectiveTime {
  readonly now: DateTime;
  readonly text: string | null;
}

/** Time asked for, else the one the CIB was saved at, else the request's (spec A0.4, C6.2.1). */
export function effectiveTime(request: SimulateRequest, cib: Cib): EffectiveTime {
  const { now, localOffset } = request;
  const { dateTime } = request.options;
  const asked = dateTime === null ? null : (parseDateTime(dateTime, now, localOffset) ?? now);
  const effective = effectiveNow(cib, asked, now, localOffset);
  if (dateTime !== null) return { now: effective, text: `Setting effective cluster time: ${dateTime}` };
  const isRecorded = effective !== now;
  return {
    now: effective,
    text: isRecorded ? `Using the original execution date of: ${utcText(effective.epoch)}` : null,
  };
}
