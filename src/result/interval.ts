import { durationSeconds, parseDuration } from './duration.ts';

const MAX_INTERVAL_MS = 2 ** 32 - 1;
const TIME = /^[ \t\n\v\f\r]*([0-9.]+)[ \t\v\f\r]*(.*)$/s;

/** Units by prefix, longest first; the factor turns the number into milliseconds (spec A1.8). */
const UNITS: readonly (readonly [prefix: string, milliseconds: number])[] = [
  ['ms', 1],
  ['us', 1 / 1000],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
];

/** Reads a time value such as `20s`, `10 min` or `500ms` as milliseconds; `null` when it is none (spec A1.8). */
export function parseTimeMs(text: string): number | null {
  const match = TIME.exec(text);
  const digits = match?.[1] === undefined ? null : /^[0-9]+/.exec(match[1]);
  if (digits === null) return null;
  const number = Number(digits[0]);
  const unit = (match?.[2] ?? '').toLowerCase();
  if (unit === '') return number * 1000;
  for (const [prefix, factor] of UNITS) if (unit.startsWith(prefix)) return Math.trunc(number * factor);
  return null;
}

/** Milliseconds of an interval specification, `null` when it is invalid (spec A1.8). */
function readInterval(text: string): number | null {
  if (!text.startsWith('P')) return parseTimeMs(text);
  const duration = parseDuration(text);
  if (duration === null) return null;
  const seconds = durationSeconds(duration);
  return seconds < 0 ? null : seconds * 1000;
}

/** Reads an interval specification as milliseconds: a time value or an ISO 8601 duration; 0 on error (spec A1.8). */
export function parseIntervalMs(text: string | null): number {
  if (text === null) return 0;
  return Math.min(readInterval(text) ?? 0, MAX_INTERVAL_MS);
}

/** True iff the text is an interval specification (spec A1.8): the validator of options. */
export function isValidInterval(text: string): boolean {
  return readInterval(text) !== null;
}
