import { daysInYear } from './calendar.ts';
import { IntegerScanner } from './integer-scanner.ts';

/** Parts of an ISO 8601 duration; weeks have become days, hours and minutes seconds (spec A1.9.4). */
export interface IsoDuration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

/**
 * Reads `P[nY][nM][nW][nD][T[nH][nM][nS]]`, units in any order; `null` when it is invalid (spec A1.9.4). White space ends
 * it. A unit written twice adds up, except that the last years and the last months count.
 */
export function parseDuration(text: string): IsoDuration | null {
  if (!text.startsWith('P') || text.length < 2) return null;
  const scanner = new IntegerScanner(text, 1);
  const total = { years: 0, months: 0, days: 0, seconds: 0 };
  let afterT = false;
  while (!scanner.atEnd) {
    if (scanner.skip('T')) {
      afterT = true;
      continue;
    }
    if (/[ \t]/.test(text.charAt(scanner.position))) return scanner.position === 1 ? null : total;
    const amount = scanner.next();
    if (amount === null) return null;
    const unit = text.charAt(scanner.position);
    scanner.position++;
    if (unit === 'Y') total.years = amount;
    else if (unit === 'M' && !afterT) total.months = amount;
    else if (unit === 'W') total.days += amount * 7;
    else if (unit === 'D') total.days += amount;
    else if (unit === 'H') total.seconds += amount * 3600;
    else if (unit === 'M') total.seconds += amount * 60;
    else if (unit === 'S') total.seconds += amount;
    else return null;
  }
  return total;
}

/**
 * Seconds of a duration written as an interval (spec A1.9.4). Dates and durations share their code in the field, and
 * dates start at year 1, day 1: so n years are worth the calendar years 1…n−1 and d days are worth d−1.
 */
export function durationSeconds(duration: IsoDuration): number {
  let days = duration.months * 30;
  for (let year = 1; year < duration.years; year++) days += daysInYear(year);
  if (duration.days > 0) days += duration.days - 1;
  return days * 86_400 + duration.seconds;
}
