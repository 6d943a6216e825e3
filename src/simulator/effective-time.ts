import type { Cib } from '../cib/model/cib.ts';
import type { DateTime } from '../result/date-time.ts';
import { parseDateTime } from '../result/iso8601.ts';
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
  if (dateTime !== null) {
    return {
      now: parseDateTime(dateTime, now, localOffset) ?? now,
      text: `Setting effective cluster time: ${dateTime}`,
    };
  }
  const epoch = Number.parseInt(cib.executionDate ?? '', 10);
  if (Number.isNaN(epoch) || epoch === 0) return { now, text: null };
  return {
    now: { epoch, offset: localOffset(epoch) },
    text: `Using the original execution date of: ${utcText(epoch)}`,
  };
}
