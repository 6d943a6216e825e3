import { expect, it } from 'vitest';
import { steadyClock } from './steady-clock.ts';

function clocks() {
  const state = { day: 1_000_000, running: 0 };
  const clock = steadyClock(
    () => state.day,
    () => state.running,
  );
  const pass = (ms: number): number => {
    state.day += ms;
    state.running += ms;
    return clock();
  };
  return { state, pass };
}

it('is the time of day', () => {
  const { pass } = clocks();
  expect(pass(5000)).toBe(1_005_000);
  expect(pass(1)).toBe(1_005_001);
});

it.each([
  { by: 3_600_000, rate: 1.05 },
  { by: -3_600_000, rate: 0.95 },
])('goes on evenly when the time of day is set by $by ms, and comes back to it', ({ by, rate }) => {
  const { state, pass } = clocks();
  const before = pass(1000);
  state.day += by;
  expect(pass(10_000) - before).toBe(10_000 * rate);
  for (let hour = 0; hour < 30; hour++) pass(3_600_000);
  expect(Math.abs(pass(1000) - state.day)).toBeLessThanOrEqual(1);
});

it('never goes back', () => {
  const { state, pass } = clocks();
  const before = pass(1000);
  state.day -= 3_600_000;
  expect(pass(0)).toBe(before);
});
