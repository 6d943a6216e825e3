import { expect, test } from 'vitest';
import { nearMiss } from './near-miss.ts';

test('a near word is found, a far one is not', () => {
  const known = ['simulate', 'explain', 'verify'];
  expect(nearMiss('simulat', known)).toBe('simulate');
  expect(nearMiss('sim', known)).toBe('simulate');
  expect(nearMiss('explian', known)).toBe('explain');
  expect(nearMiss('fence', known)).toBeNull();
});
