import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addScores, formatScore, INFINITY_SCORE } from './score.ts';
import { parseScore } from './score-text.ts';

describe('reading scores (A1.6)', () => {
  test('the infinities are case-sensitive', () => {
    expect(parseScore('INFINITY')).toBe(INFINITY_SCORE);
    expect(parseScore('+INFINITY')).toBe(INFINITY_SCORE);
    expect(parseScore('-INFINITY')).toBe(-INFINITY_SCORE);
    expect(parseScore('infinity')).toBe(0);
  });

  test('trailing garbage is ignored, unreadable and overflowing texts are zero', () => {
    expect(parseScore('10abc')).toBe(10);
    expect(parseScore('1.9')).toBe(1);
    expect(parseScore('0x10')).toBe(0);
    expect(parseScore(null)).toBe(0);
    expect(parseScore('99999999999999999999')).toBe(0);
    expect(parseScore('9999999')).toBe(INFINITY_SCORE);
  });

  test('colours are worth what the health strategy says', () => {
    const health = { red: -INFINITY_SCORE, yellow: -10, green: 5 };
    expect(parseScore('Red', health)).toBe(-INFINITY_SCORE);
    expect(parseScore('yellow', health)).toBe(-10);
    expect(parseScore('GREEN', health)).toBe(5);
    expect(parseScore('red')).toBe(0);
  });
});

describe('the laws of adding scores (A1.6.4)', () => {
  const score = fc.integer({ min: -INFINITY_SCORE, max: INFINITY_SCORE });

  test('the order of two summands does not matter', () => {
    fc.assert(fc.property(score, score, (a, b) => addScores(a, b) === addScores(b, a)));
  });

  test('never beats always, and both absorb anything finite', () => {
    fc.assert(
      fc.property(score, (a) => {
        expect(addScores(a, -INFINITY_SCORE)).toBe(-INFINITY_SCORE);
        const sum = addScores(a, INFINITY_SCORE);
        expect(sum).toBe(a === -INFINITY_SCORE ? -INFINITY_SCORE : INFINITY_SCORE);
      }),
    );
  });

  test('zero changes nothing and sums stay within the range', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        expect(addScores(a, 0)).toBe(a);
        expect(Math.abs(addScores(a, b))).toBeLessThanOrEqual(INFINITY_SCORE);
      }),
    );
  });

  test('what is printed is read back', () => {
    fc.assert(fc.property(score, (a) => parseScore(formatScore(a)) === a));
  });
});
