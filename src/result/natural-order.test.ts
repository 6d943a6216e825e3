import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes, compareNatural } from './natural-order.ts';

test('numbers inside names compare as numbers (A1.12)', () => {
  const names = ['node10', 'node2', 'Node1', 'node07', 'node7', 'node', 'a'];
  expect(names.sort(compareNatural)).toEqual(['a', 'node', 'Node1', 'node2', 'node7', 'node07', 'node10']);
});

test('byte order is case-sensitive and knows no numbers (B0.9)', () => {
  expect(['a', 'node2', 'Z', 'node10'].sort(compareBytes)).toEqual(['Z', 'a', 'node10', 'node2']);
});

test('byte order is the order of the UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

test('natural order is a total preorder', () => {
  const name = fc.stringMatching(/^[aAb07]{0,6}$/);
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a))).toBe(0);
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) {
        expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});
