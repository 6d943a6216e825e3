import { expect, test } from 'vitest';
import { parseCount, parseLeadingInteger } from './integer.ts';

test('white space and a sign may precede the digits, anything may follow them', () => {
  expect(parseLeadingInteger('  -12abc')).toBe(-12);
  expect(parseLeadingInteger('+7')).toBe(7);
  expect(parseLeadingInteger('0x10')).toBe(0);
});

test('a text without digits, or beyond 64 bits, is no integer', () => {
  for (const text of ['', 'abc', '- 1', '9223372036854775808', '-9223372036854775809']) {
    expect(parseLeadingInteger(text)).toBeNull();
  }
  expect(parseLeadingInteger('9223372036854775807')).toBe(Number(2n ** 63n - 1n));
});

test('a count is at least its minimum and at most 2^31-1 (A1.10)', () => {
  expect(parseCount(null, 1)).toBe(1);
  expect(parseCount('x', 1)).toBe(1);
  expect(parseCount('-5', 0)).toBe(0);
  expect(parseCount('3', 0)).toBe(3);
  expect(parseCount('9999999999', 0)).toBe(2 ** 31 - 1);
});
