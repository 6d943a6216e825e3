import { type Logger, pino } from 'pino';
import type { LogRecord } from '../controller/model/effect.ts';
import type { Problem } from '../result/problem.ts';

const WORDS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};
/** Priorities of syslog by pino's levels: journald takes them from the front of a line. */
const PRIORITIES: Readonly<Record<number, number>> = { 20: 7, 30: 6, 40: 4, 50: 3, 60: 2 };

/** Log of a daemon: records with code and values, written as lines for people or as JSON for programs. */
export function createLogger(level: string, format: 'text' | 'json', write = writeOut): Logger {
  const settings = { level, base: null };
  if (format === 'json') return pino(settings, { write });
  const isJournal = process.env.JOURNAL_STREAM !== undefined;
  return pino(settings, { write: (line: string) => write(textLine(line, isJournal)) });
}

function writeOut(text: string): void {
  process.stdout.write(text);
}

/** `2026-11-23T17:44:09.123Z warning HWS-CTL-003 node2 is lost`; the journal has the time itself. */
function textLine(line: string, isJournal: boolean): string {
  const { level, time, code, msg, err }: Record<string, unknown> = JSON.parse(line);
  const rank = typeof level === 'number' ? level : 30;
  const begin = isJournal
    ? `<${PRIORITIES[rank] ?? 6}>`
    : `${new Date(Number(time)).toISOString()} ${WORDS[rank] ?? 'info'} `;
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : '';
  const trace =
    stack === ''
      ? ''
      : stack
          .split('\n')
          .map((each) => `\n    ${printable(each)}`)
          .join('');
  return `${begin}${typeof code === 'string' ? `${printable(code)} ` : ''}${printable(String(msg))}${trace}\n`;
}

/** Controls, separators of lines, and marks that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text on one line: what somebody else chose must not look like another record, or reach a terminal as a command. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => {
    const point = one.codePointAt(0) ?? 0;
    return `\\u${point.toString(16).padStart(4, '0')}`;
  });
}

const LEVELS = { error: 'error', warning: 'warn', notice: 'info', info: 'info' } as const;

export function logRecord(logger: Logger, { severity, code, message, values }: LogRecord): void {
  logger[LEVELS[severity]]({ code, ...values }, message);
}

export function logProblem(logger: Logger, { severity, code, message, hint }: Problem): void {
  logger[LEVELS[severity]]({ code }, `${message}; ${hint}`);
}
