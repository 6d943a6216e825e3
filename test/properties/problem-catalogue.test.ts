import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const CODE = /HWS-[A-Z]+-\d{3}/g;

function codesInSources(): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [code] of text.matchAll(CODE)) found.add(code);
  }
  return found;
}

/** Codes of the catalogue's rows; a row may tell several: `HWS-CTL-010, 021`. */
function codesInCatalogue(): Set<string> {
  const catalogue = readFileSync(join(ROOT, 'docs/reference/problems.md'), 'utf8');
  const found = new Set<string>();
  for (const [, family, numbers] of catalogue.matchAll(/^\| (HWS-[A-Z]+)-([\d, ]+) \|/gm)) {
    for (const number of (numbers as string).split(',')) found.add(`${family}-${number.trim()}`);
  }
  return found;
}

it('every problem code of the sources is in the catalogue, and no other', () => {
  const written = codesInSources();
  const listed = codesInCatalogue();
  expect([...written].filter((code) => !listed.has(code)).sort()).toEqual([]);
  expect([...listed].filter((code) => !written.has(code)).sort()).toEqual([]);
});
