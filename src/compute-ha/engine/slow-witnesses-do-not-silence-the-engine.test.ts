import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineBench } from './engine-bench.fixture.ts';

let bench: EngineBench;
beforeEach(() => {
  bench = new EngineBench();
});
afterEach(() => bench.close());

const INTERVAL_MS = 40;

it.each([1.3, 2.3])(
  'acts on a dead host, or tells of it, when a look takes %d intervals',
  async (intervals) => {
    await bench.open(4, 1);
    bench.lose('cmp2', 'hang');
    bench.beforeEcho = async () => await wait(intervals * INTERVAL_MS);
    bench.start({}, { intervalMs: INTERVAL_MS });
    const hasSpoken = () => bench.incidents.list(1).length > 0 || bench.sent.length > 0;
    await bench.moreRounds(3);
    for (let more = 0; more < 20 && !hasSpoken(); more++) await bench.moreRounds(1);
    expect(hasSpoken(), '23 rounds').toBe(true);
  },
);
