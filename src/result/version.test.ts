import { expect, test } from 'vitest';
import { compareVersions } from './version.ts';

test('components compare as numbers, missing ones are zero, an absent version is oldest (A1.11)', () => {
  expect(compareVersions('1.10', '1.9')).toBeGreaterThan(0);
  expect(compareVersions('3.0', '3')).toBe(0);
  expect(compareVersions('3.16.1', '3.2.9')).toBeGreaterThan(0);
  expect(compareVersions('1.2rc3', '1.2')).toBe(0);
  expect(compareVersions(null, '0')).toBeLessThan(0);
  expect(compareVersions('0', null)).toBeGreaterThan(0);
  expect(compareVersions(null, null)).toBe(0);
});
