import type { DateTime } from './date-time.ts';

export const SECONDS_PER_DAY = 86_400;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** A moment as people read it, in its own zone (proleptic Gregorian calendar, ISO weeks). */
export interface CalendarFields {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  /** Day of the month, 1–31. */
  readonly day: number;
  /** Day of the year, 1–366. */
  readonly yearday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** ISO week, 1–53, and the year that week belongs to. */
  readonly week: number;
  readonly weekyear: number;
  /** Phase of the moon: 0 new … 4 full … 7. */
  readonly moon: number;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}

/** Length of a month 1–12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Days from 0001-01-01 to the first of January of a year. */
function daysBeforeYear(year: number): number {
  const y = year - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
}

const EPOCH_DAYS = daysBeforeYear(1970);

/** Days from 1970-01-01 to a day of a year (1 = first of January). */
export function dayNumberOfYearday(year: number, yearday: number): number {
  return daysBeforeYear(year) - EPOCH_DAYS + yearday - 1;
}

/** Days from 1970-01-01 to a date; month 1–12, the day may lie outside the month and then counts on. */
export function dayNumber(year: number, month: number, day: number): number {
  const leap = month > 2 && isLeapYear(year) ? 1 : 0;
  return dayNumberOfYearday(year, (DAYS_BEFORE_MONTH[month - 1] ?? 0) + leap + day);
}

/** 1 = Monday … 7 = Sunday of a day counted from 1970-01-01, a Thursday. */
function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/** Day number of the Monday that starts ISO week 1 of a year. */
export function firstIsoMonday(year: number): number {
  const fourth = dayNumber(year, 1, 4);
  return fourth - weekdayOf(fourth) + 1;
}

/** Number of ISO weeks in a year: 52 or 53. */
export function isoWeeksInYear(year: number): number {
  return (firstIsoMonday(year + 1) - firstIsoMonday(year)) / 7;
}

function yearOf(days: number): number {
  let year = 1970 + Math.floor(days / 365.2425);
  while (dayNumberOfYearday(year, 1) > days) year--;
  while (dayNumberOfYearday(year + 1, 1) <= days) year++;
  return year;
}

/** Phase of the moon by the golden number and the epact of the year; good to about a day. */
function moonPhase(year: number, yearday: number): number {
  const golden = (year % 19) + 1;
  let epact = (11 * golden + 18) % 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact++;
  return Math.floor((((yearday + epact) * 6 + 11) % 177) / 22) & 7;
}

/** Breaks a moment down in its own zone (spec A3.4.6). */
export function calendar(moment: DateTime): CalendarFields {
  const local = moment.epoch + moment.offset;
  const days = Math.floor(local / SECONDS_PER_DAY);
  const seconds = local - days * SECONDS_PER_DAY;
  const year = yearOf(days);
  const yearday = days - dayNumberOfYearday(year, 1) + 1;
  let month = 12;
  while (month > 1 && dayNumber(year, month, 1) > days) month--;
  let weekyear = year;
  if (days >= firstIsoMonday(year + 1)) weekyear++;
  else if (days < firstIsoMonday(year)) weekyear--;
  return {
    year,
    month,
    day: days - dayNumber(year, month, 1) + 1,
    yearday,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: Math.floor(seconds) % 60,
    weekday: weekdayOf(days),
    week: Math.floor((days - firstIsoMonday(weekyear)) / 7) + 1,
    weekyear,
    moon: moonPhase(year, yearday),
  };
}
