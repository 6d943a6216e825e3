import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { cataloguePage } from './catalogue-page.ts';

it('the page says what the catalogue says (else: npm run lint-reference)', () => {
  const page = resolve(import.meta.dirname, '../../docs/reference/lint.md');
  expect(readFileSync(page, 'utf8')).toBe(cataloguePage());
});
