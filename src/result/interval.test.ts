import { describe, expect, test } from 'vitest';
import { isValidInterval, parseIntervalMs, parseTimeMs } from './interval.ts';

describe('time values (A1.8)', () => {
  test.each([
    ['10', 10_000],
    ['10 min', 600_000],
    ['10minutes', 600_000],
    ['500ms', 500],
    ['2500us', 2],
    ['1.5s', 1000],
    ['2HR', 7_200_000],
    ['  7', 7000],
  ])('%j is %d ms', (text, expected) => expect(parseTimeMs(text)).toBe(expected));

  test.each(['', 'abc', '.5s', '10x', '10\n', '-5s', '1d'])('%j is none', (text) => {
    expect(parseTimeMs(text)).toBeNull();
  });
});

describe('interval specifications (A1.8, A1.9.4)', () => {
  test.each([
    ['60s', 60_000],
    ['1min', 60_000],
    ['PT1M', 60_000],
    ['P1D', 0],
    ['P2D', 86_400_000],
    ['P1W', 518_400_000],
    ['P1DT1H', 3_600_000],
    ['P1M', 2_592_000_000],
    ['P1M1M', 2_592_000_000],
    ['P1Y', 0],
    ['PT5S 5', 5000],
    ['99999999999s', 2 ** 32 - 1],
  ])('%j is %d ms, as the oracle has it', (text, expected) => expect(parseIntervalMs(text)).toBe(expected));

  test.each(['P', 'P5', 'PX', 'p1d', 'x', '-5s', 'PT-5S'])(
    '%j is invalid and counts as no interval',
    (text) => {
      expect(isValidInterval(text)).toBe(false);
      expect(parseIntervalMs(text)).toBe(0);
    },
  );

  test('an absent interval is none', () => expect(parseIntervalMs(null)).toBe(0));
});
