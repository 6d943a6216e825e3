import {
  calendar,
  dayNumber,
  dayNumberOfYearday,
  daysInMonth,
  daysInYear,
  firstIsoMonday,
  isoWeeksInYear,
  SECONDS_PER_DAY,
} from './calendar.ts';
import type { DateTime } from './date-time.ts';
import { IntegerScanner } from './integer-scanner.ts';

/** Seconds since midnight of `hh:mm:ss`, `hh:mm`, `hhmmss`, `hhmm` or `hh`; `null` when invalid (spec A1.9.2). */
function parseTimeOfDay(text: string): number | null {
  if (text === '') return 0;
  const scanner = new IntegerScanner(text);
  const hour = scanner.next();
  if (hour === null) return null;
  if (!scanner.skip(':')) return parseCompactTime(text);
  const minute = scanner.next() ?? 0;
  const second = scanner.skip(':') ? (scanner.next() ?? 0) : 0;
  return secondsOfDay(hour, minute, second);
}

function parseCompactTime(text: string): number | null {
  const scanner = new IntegerScanner(text);
  const hour = scanner.next(2);
  const minute = hour === null ? null : scanner.next(2);
  const second = minute === null ? null : scanner.next(2);
  return hour === null ? null : secondsOfDay(hour, minute ?? 0, second ?? 0);
}

function secondsOfDay(hour: number, minute: number, second: number): number | null {
  if (hour === 24 && minute === 0 && second === 0) return SECONDS_PER_DAY;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  return hour * 3600 + minute * 60 + second;
}

/** Zone in seconds east of UTC; a zone that is no number is UTC (spec A1.9.3). */
function parseZone(text: string): number | null {
  const trimmed = text.trimStart();
  const sign = trimmed.startsWith('-') ? -1 : 1;
  const digits = /^[+-]/.test(trimmed) ? trimmed.slice(1) : trimmed;
  if (!/^\s*[+-]?[0-9]/.test(digits)) return 0;
  const seconds = parseTimeOfDay(digits);
  return seconds === null ? null : sign * seconds;
}

/** Time and zone that follow a date: seconds since midnight, and seconds east of UTC. */
function parseTimeAndZone(text: string, local: number): { seconds: number; offset: number } | null {
  const seconds = parseTimeOfDay(text);
  if (seconds === null) return null;
  if (text.includes('Z')) return { seconds, offset: 0 };
  const space = text.indexOf(' ');
  const offset = space < 0 ? local : parseZone(text.slice(space + 1));
  return offset === null ? null : { seconds, offset };
}

/** `YYYY-MM-DD`, falling back to the ordinal `YYYY-DDD`; `undefined` when the text is neither. */
function parseDashedDate(text: string): number | null | undefined {
  const scanner = new IntegerScanner(text);
  const year = scanner.next();
  if (year === null || !scanner.skip('-')) return undefined;
  const second = scanner.next();
  if (second === null) return undefined;
  const day = scanner.skip('-') ? scanner.next() : null;
  if (day === null) {
    return second < 1 || second > daysInYear(year) ? null : dayNumberOfYearday(year, second);
  }
  return dayOfMonth(year, second, day);
}

/** A day 0 is the last of the month before, but not of the year before. */
function dayOfMonth(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 0 || day > daysInMonth(year, month)) return null;
  return day === 0 && month === 1 ? null : dayNumber(year, month, day);
}

/** `YYYY-Www-D`; `undefined` when the text is none. Week 0 is the week before week 1. */
function parseWeekDate(text: string): number | null | undefined {
  const scanner = new IntegerScanner(text);
  const year = scanner.next();
  if (year === null || !scanner.skip('-W')) return undefined;
  const week = scanner.next();
  const day = week !== null && scanner.skip('-') ? scanner.next() : null;
  if (week === null || day === null) return undefined;
  if (week < 0 || week > isoWeeksInYear(year) || day < 1 || day > 7) return null;
  return firstIsoMonday(year) + (week - 1) * 7 + day - 1;
}

/** `YYYYMMDD`. */
function parseCompactDate(text: string): number | null {
  const scanner = new IntegerScanner(text);
  const year = scanner.next(4);
  const month = year === null ? null : scanner.next(2);
  const day = month === null ? null : scanner.next(2);
  return year === null || month === null || day === null ? null : dayOfMonth(year, month, day);
}

function parseDate(text: string): number | null {
  const dashed = parseDashedDate(text);
  if (dashed !== undefined) return dashed;
  const week = parseWeekDate(text);
  return week !== undefined ? week : parseCompactDate(text);
}

/**
 * Reads a date and time of the accepted ISO 8601 subset (spec A1.9.1–A1.9.3); `null` when it is invalid. `localOffset`
 * tells the local zone in seconds east of UTC: a time without zone is read in the zone that holds at `now`, a date
 * without time in UTC.
 */
export function parseDateTime(
  text: string,
  now: DateTime,
  localOffset: (epoch: number) => number,
): DateTime | null {
  if (/^epoch(?: |$)/i.test(text)) return { epoch: 0, offset: 0 };
  const local = localOffset(now.epoch);
  const isTimeOnly = text.startsWith('T') || text.charAt(2) === ':';
  if (isTimeOnly) {
    const today = calendar({ epoch: now.epoch, offset: local });
    const time = parseTimeAndZone(text.startsWith('T') ? text.slice(1) : text, local);
    if (time === null) return null;
    return moment(dayNumber(today.year, today.month, today.day), time.seconds, time.offset);
  }
  const days = parseDate(text);
  if (days === null) return null;
  const timeText = /^[0-9W-]*[T ](.*)$/s.exec(text)?.[1];
  if (timeText === undefined) return moment(days, 0, 0);
  const time = parseTimeAndZone(timeText, local);
  return time === null ? null : moment(days, time.seconds, time.offset);
}

function moment(days: number, seconds: number, offset: number): DateTime {
  return { epoch: days * SECONDS_PER_DAY + seconds - offset, offset };
}
