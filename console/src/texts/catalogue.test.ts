import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { zhProblems } from './zh-problems.ts';

const CATALOGUE = resolve(import.meta.dirname, '../../../docs/reference/problems.md');
/** Families that the page shows; of the API's own those that a browser can meet. */
const SHOWN = /^\| (HWS-(?:SDN|PWR)-\d{3}|HWS-API-0(?:0\d|1\d|29)) \|/gm;

test('every problem that the page may show is told in Chinese, too', () => {
  const listed = [...readFileSync(CATALOGUE, 'utf8').matchAll(SHOWN)].map(([, code]) => code as string);
  expect(listed.length).toBeGreaterThan(30);
  expect(listed.filter((code) => !(code in zhProblems))).toEqual([]);
  for (const [code, text] of Object.entries(zhProblems)) expect(text, code).toMatch(/[\u4e00-\u9fff]/);
});
