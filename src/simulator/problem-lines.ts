import type { Problem } from '../result/problem.ts';

/** Problems as lines for people: where, what, and what to do about it. */
export function problemLines(problems: readonly Problem[], input: string | null): string[] {
  return problems.map(({ at, code, message, hint }) => {
    const place = at === null ? null : `${at.line}:${at.column}`;
    const where = [input, place].filter((part) => part !== null).join(':');
    return `${where === '' ? '' : `${where}: `}${code} ${message}${hint === '' ? '' : `; ${hint}`}`;
  });
}
