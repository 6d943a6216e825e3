import type { Problem } from '../result/problem.ts';

/** Problems as lines for people: where, what, and what to do about it. */
export function problemLines(problems: readonly Problem[], file: string | null = null): string[] {
  return problems.flatMap(({ at, severity, code, message, hint }) => {
    const place = at === null ? null : `${at.line}:${at.column}`;
    const where = [file, place].filter((part) => part !== null).join(':');
    const lead = where === '' ? '' : `${where}: `;
    const lines = [`${lead}${severity}: ${message} [${code}]`];
    if (hint !== '') lines.push(`  ${hint}`);
    return lines;
  });
}
