import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPEN } from '../open.ts';
import { readSequences } from '../sequence.ts';
import { OPEN_ROWS, PROVED_ELSEWHERE } from './proofs.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const FIRST = 38;
const LAST = 149;
const ROWS = Array.from({ length: LAST - FIRST + 1 }, (_, at) => `S1.${FIRST + at}`);

/** Titles of the tests in a file. */
function titlesOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/\b(?:it|test)\(\s*(['"`])((?:(?!\1)[^\n])*)\1/g)].map(
    ([, , title]) => title as string,
  );
}

/** Rows that tests name in their titles; titles that are put together name theirs in a table beside. */
function namedByTests(): ReadonlySet<string> {
  const rows = new Set<string>();
  for (const room of ['src', 'test']) {
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.test.ts') || entry.name === 'every-row.test.ts') continue;
      const path = join(entry.parentPath, entry.name);
      for (const title of titlesOf(path)) for (const [row] of title.matchAll(/S1\.\d+/g)) rows.add(row);
      if (!titlesOf(path).some((title) => title.startsWith('$' + '{rows}'))) continue;
      for (const [row] of readFileSync(path, 'utf8').matchAll(/(?<=\[')S1\.\d+(?: S1\.\d+)*(?=', )/g)) {
        for (const one of row.split(' ')) rows.add(one);
      }
    }
  }
  return rows;
}

/** Rows of sequences in which everything agrees with the installed pcs (npm run pcs:compare). */
function namedBySequences(): ReadonlySet<string> {
  const folder = join(ROOT, 'test/pcs/sequences');
  const sequences = readdirSync(folder).flatMap((file) =>
    readSequences(file, readFileSync(join(folder, file), 'utf8')),
  );
  const done = sequences.filter(
    ({ commands }) => !commands.some(({ text }) => OPEN.some(({ command }) => command.test(text))),
  );
  return new Set(done.flatMap(({ rows }) => rows));
}

const named = new Set([...namedByTests(), ...namedBySequences(), ...Object.keys(PROVED_ELSEWHERE)]);

describe('requirements S1.38 to S1.149', () => {
  it('are each named by a test or listed as open, and not both', () => {
    const open = Object.keys(OPEN_ROWS);
    expect(ROWS.filter((row) => !named.has(row) && !open.includes(row))).toEqual([]);
    expect(open.filter((row) => named.has(row) || !ROWS.includes(row))).toEqual([]);
  });

  it('are proved elsewhere by tests that are there', () => {
    for (const [row, proofs] of Object.entries(PROVED_ELSEWHERE)) {
      for (const { file, title } of proofs) expect(titlesOf(join(ROOT, file)), row).toContain(title);
    }
  });

  for (const [row, missing] of Object.entries(OPEN_ROWS)) it.todo(`${row}: ${missing}`);
});
