import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const CODE = /HWS-[A-Z]+-\d+/g;

function codesInSources(): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [code] of text.matchAll(CODE)) found.add(code);
  }
  return found;
}

it('every problem code of the sources is in the catalogue, and no other', () => {
  const catalogue = readFileSync(join(ROOT, 'docs/reference/problems.md'), 'utf8');
  const listed = new Set(catalogue.match(/^\| (HWS-[A-Z]+-\d+)/gm)?.map((line) => line.slice(2)));
  expect([...codesInSources()].filter((code) => !listed.has(code)).sort()).toEqual([]);
  expect([...listed].filter((code) => !codesInSources().has(code)).sort()).toEqual([]);
});
