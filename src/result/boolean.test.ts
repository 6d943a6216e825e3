import { expect, test } from 'vitest';
import { isTrue, parseBoolean } from './boolean.ts';

test('the field’s words are booleans in any case (A1.7)', () => {
  for (const word of ['true', 'on', 'yes', 'y', '1', 'TRUE', 'Yes', 'oN'])
    expect(parseBoolean(word)).toBe(true);
  for (const word of ['false', 'off', 'no', 'n', '0', 'False', 'NO']) expect(parseBoolean(word)).toBe(false);
});

test('anything else is no boolean and not true', () => {
  for (const word of ['', 't', 'enabled', '2', ' true', 'constructor']) {
    expect(parseBoolean(word)).toBeNull();
    expect(isTrue(word)).toBe(false);
  }
  expect(isTrue(null)).toBe(false);
  expect(isTrue('on')).toBe(true);
});
