import { calendar, dayNumber, dayNumberOfYearday, daysInMonth, SECONDS_PER_DAY } from './calendar.ts';

/**
 * A moment together with the zone it is read in. Days and hours for `date_spec` are taken in that zone (spec A3.4.6).
 */
export interface DateTime {
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly epoch: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** How much later; every part may be absent (0) or negative. */
export interface CalendarSpan {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Adds months, keeping the day of the month but clipping it to the length of the month arrived at (spec A3.4.6). */
export function addMonths(moment: DateTime, months: number): DateTime {
  if (months === 0) return moment;
  const { year, month, day } = calendar(moment);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = index - newYear * 12 + 1;
  const newDay = Math.min(day, daysInMonth(newYear, newMonth));
  const difference = dayNumber(newYear, newMonth, newDay) - dayNumber(year, month, day);
  return { epoch: moment.epoch + difference * SECONDS_PER_DAY, offset: moment.offset };
}

/** Adds years, keeping the day of the year, as the field does: a year after 15 June 2004 is 16 June 2005. */
export function addYears(moment: DateTime, years: number): DateTime {
  if (years === 0) return moment;
  const { year, yearday } = calendar(moment);
  const difference = dayNumberOfYearday(year + years, yearday) - dayNumberOfYearday(year, yearday);
  return { epoch: moment.epoch + difference * SECONDS_PER_DAY, offset: moment.offset };
}

/** Adds a span part by part, largest unit first (spec A3.4.6). */
export function addSpan(moment: DateTime, span: CalendarSpan): DateTime {
  const shifted = addMonths(addYears(moment, span.years), span.months);
  const seconds =
    (span.weeks * 7 + span.days) * SECONDS_PER_DAY + span.hours * 3600 + span.minutes * 60 + span.seconds;
  return { epoch: shifted.epoch + seconds, offset: shifted.offset };
}
