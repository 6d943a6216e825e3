import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCib } from './parse.ts';
import { writeDocument } from './write.ts';
import { parseDocument } from './xml/parse-document.ts';

/** The reference inputs are not part of this repository; `HAWSER_CTS` tells where they are. */
const DIRECTORY = join(process.env.HAWSER_CTS ?? '../shared/pacemaker-cts', 'xml');
const isPresent = existsSync(DIRECTORY);

describe.runIf(isPresent)(`reference inputs in ${DIRECTORY}`, () => {
  const names = isPresent ? readdirSync(DIRECTORY).filter((name) => name.endsWith('.xml')) : [];

  test('there are the 799 of them', () => expect(names.length).toBe(799));

  test('each is written back byte for byte', () => {
    const changed = names.filter((name) => {
      const text = readFileSync(join(DIRECTORY, name), 'utf8');
      const result = parseDocument(text);
      return !result.ok || writeDocument(result.value) !== text;
    });
    expect(changed).toEqual([]);
  });

  test('each is accepted without errors', () => {
    const refused = names.flatMap((name) => {
      const result = parseCib(readFileSync(join(DIRECTORY, name), 'utf8'));
      return result.ok ? [] : [`${name}: ${result.problems.map((problem) => problem.message).join('; ')}`];
    });
    expect(refused).toEqual([]);
  });
});
