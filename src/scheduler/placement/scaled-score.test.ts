import { describe, expect, it } from 'vitest';
import { colocationFactor, scaledScore } from './scaled-score.ts';

describe('scaledScore', () => {
  it('passes scores through a mandatory colocation unchanged', () => {
    expect(scaledScore(colocationFactor(1_000_000), -1_000_000)).toBe(-1_000_000);
    expect(scaledScore(colocationFactor(1_000_000), 123)).toBe(123);
  });

  it('never lets a wish vanish, and takes its sign from the factor', () => {
    const factor = colocationFactor(300);
    expect(scaledScore(factor, 100)).toBe(1);
    expect(scaledScore(factor, -100)).toBe(1);
    expect(scaledScore(-factor, 100)).toBe(-1);
    expect(scaledScore(factor, 0)).toBe(0);
  });

  it('rounds half away from zero', () => {
    const half = colocationFactor(500_000);
    expect(scaledScore(half, 3)).toBe(2);
    expect(scaledScore(half, -3)).toBe(-2);
    expect(scaledScore(half, -1_000_000)).toBe(-500_000);
  });

  it('computes in single precision', () => {
    expect(colocationFactor(700_001)).not.toBe(0.700001);
    expect(scaledScore(colocationFactor(700_001), 999_999)).toBe(
      Math.trunc(Math.fround(Math.fround(0.700001) * 999_999) + 0.5),
    );
  });
});
