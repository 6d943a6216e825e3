import { expect, it } from 'vitest';
import { SteadyClock } from './steady-clock.ts';

function clocks() {
  const state = { day: 1_000_000, running: 50 };
  const clock = new SteadyClock(
    () => state.day,
    () => state.running,
  );
  const pass = (ms: number): void => {
    state.day += ms;
    state.running += ms;
  };
  return { state, clock, pass };
}

it('begins at the time of day and goes on with the machine', () => {
  const { clock, pass } = clocks();
  pass(5000);
  expect(clock.now()).toBe(1_005_000);
  expect(clock.timeOfDay(clock.now())).toBe(1_005_000);
});

it.each([3_600_000, -3_600_000])(
  'does not notice that the time of day is set by %i ms, and can tell it',
  (by) => {
    const { state, clock, pass } = clocks();
    pass(1000);
    state.day += by;
    pass(1000);
    expect(clock.now()).toBe(1_002_000);
    expect(clock.timeOfDay(clock.now())).toBe(1_002_000 + by);
  },
);
