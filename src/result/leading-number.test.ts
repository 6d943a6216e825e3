import { expect, test } from 'vitest';
import { parseLeadingNumber } from './leading-number.ts';

test.each([
  ['1.5abc', 1.5],
  [' -.5', -0.5],
  ['1e2', 100],
  ['0x10', 16],
  ['0x', 0],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
])('%j begins with the number %d', (text, expected) => expect(parseLeadingNumber(text)).toBe(expected));

test.each(['', 'abc', '.', '-'])('%j begins with none', (text) =>
  expect(parseLeadingNumber(text)).toBeNull(),
);
