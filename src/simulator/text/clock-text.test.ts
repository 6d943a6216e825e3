import { expect, test } from 'vitest';
import { clockText, utcText } from './clock-text.ts';

test('moments are told as on the clock of the machine', () => {
  expect(clockText(1329930275, () => 0)).toBe('Wed Feb 22 17:04:35 2012');
  expect(clockText(1000000000, () => 7200)).toBe('Sun Sep  9 03:46:40 2001');
});

test('moments are told in UTC where programs read them', () => {
  expect(utcText(1329930275)).toBe('2012-02-22 17:04:35Z');
});
