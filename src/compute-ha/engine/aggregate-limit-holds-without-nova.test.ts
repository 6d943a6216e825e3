import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineBench } from './engine-bench.fixture.ts';

let bench: EngineBench;
beforeEach(() => {
  bench = new EngineBench();
});
afterEach(() => bench.close());

it.each([200, 403])(
  'gives up no more hosts of an aggregate than allowed when Nova lists aggregates with %d',
  async (status) => {
    await bench.open(8, 0);
    bench.settings = { ...bench.settings, brakes: { ...bench.settings.brakes, mostPerAggregate: 1 } };
    // All hosts of the bench are in one aggregate.
    bench.double.rules.unshift(({ path }) =>
      status !== 200 && path.includes('/os-aggregates')
        ? { status, body: { forbidden: { message: 'no', code: status } } }
        : null,
    );
    bench.lose('cmp1', 'hang');
    bench.lose('cmp2', 'hang');
    bench.start();
    await bench.moreRounds(10);
    await bench.until('quiet', () => bench.engine?.busy.length === 0);
    const off = [...bench.hosts.values()].filter(({ chassis }) => chassis.commands.includes('off'));
    expect(off.map(({ name }) => name)).toHaveLength(1);
  },
);
