import { calendar } from '../result/calendar.ts';
import type { DateTime } from '../result/date-time.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Most digits of a part of the second. */
const MOST_DIGITS = 9;

/**
 * A moment in the words of date(1), C locale; `%3N` and `%03N` are the first three digits of the part of the second.
 * As with the installed Pacemaker, `%N` without a number of digits is nothing. What is not known stays as it is.
 */
export function formatTimestamp(format: string, moment: DateTime, microseconds: number): string {
  return format.replace(/%(?:0?(\d)?N|([-_0^]?)([A-Za-z%]))/g, (whole, digits, flag, letter) => {
    if (letter === undefined) return fraction(digits === undefined ? 0 : Number(digits), microseconds);
    const text = conversion(letter, moment);
    return text === null ? whole : flagged(text, flag);
  });
}

function fraction(digits: number, microseconds: number): string {
  const all = String(microseconds).padStart(6, '0').padEnd(MOST_DIGITS, '0');
  return all.slice(0, digits);
}

function flagged(text: string, flag: string): string {
  switch (flag) {
    case '-':
      return text.replace(/^[0 ]+(?=.)/, '');
    case '_':
      return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    case '^':
      return text.toUpperCase();
    default:
      return text;
  }
}

function two(value: number, pad = '0'): string {
  return String(value).padStart(2, pad);
}

function conversion(letter: string, moment: DateTime): string | null {
  const at = calendar(moment);
  const day = DAYS[at.weekday - 1] as string;
  const month = MONTHS[at.month - 1] as string;
  const all = (...letters: readonly string[]): readonly string[] =>
    letters.map((one) => conversion(one, moment) ?? '');
  switch (letter) {
    case '%':
      return '%';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
    case 'h':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'c':
      return `${all('a', 'b', 'e').join(' ')} ${all('T', 'Y').join(' ')}`;
    case 'C':
      return two(Math.floor(at.year / 100));
    case 'd':
      return two(at.day);
    case 'D':
    case 'x':
      return all('m', 'd', 'y').join('/');
    case 'e':
      return two(at.day, ' ');
    case 'F':
      return all('Y', 'm', 'd').join('-');
    case 'g':
      return two(at.weekyear % 100);
    case 'G':
      return String(at.weekyear);
    case 'H':
      return two(at.hour);
    case 'I':
      return two(at.hour % 12 === 0 ? 12 : at.hour % 12);
    case 'j':
      return String(at.yearday).padStart(3, '0');
    case 'k':
      return two(at.hour, ' ');
    case 'l':
      return two(at.hour % 12 === 0 ? 12 : at.hour % 12, ' ');
    case 'm':
      return two(at.month);
    case 'M':
      return two(at.minute);
    case 'p':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return at.hour < 12 ? 'am' : 'pm';
    case 'r':
      return `${all('I', 'M', 'S').join(':')} ${conversion('p', moment)}`;
    case 'R':
      return all('H', 'M').join(':');
    case 's':
      return String(moment.epoch);
    case 'S':
      return two(at.second);
    case 'T':
    case 'X':
      return all('H', 'M', 'S').join(':');
    case 'u':
      return String(at.weekday);
    case 'U':
      return two(Math.floor((at.yearday + 6 - (at.weekday % 7)) / 7));
    case 'V':
      return two(at.week);
    case 'w':
      return String(at.weekday % 7);
    case 'W':
      return two(Math.floor((at.yearday + 6 - (at.weekday - 1)) / 7));
    case 'y':
      return two(at.year % 100);
    case 'Y':
      return String(at.year);
    case 'z':
      return zone(moment.offset);
    default:
      return null;
  }
}

function zone(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
