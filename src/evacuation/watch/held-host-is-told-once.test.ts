import { expect, it } from 'vitest';
import { DEFAULT_BRAKES } from '../../evidence/brakes/brakes.ts';
import type { Fact } from '../../evidence/fact.ts';
import { shippedPolicy } from '../../evidence/policy/shipped.ts';
import type { Signal } from '../../evidence/signal.ts';
import { judge } from '../../evidence/verdict.ts';
import { decideRound } from './round.ts';
import { newWatch } from './watch-state.ts';

const INTERVAL = 20_000;
const START = 1_000_000_000_000;
const LOST = {
  'compute-status': 'enabled',
  'compute-state': 'down',
  'host-address': 'silent',
  'instance-addresses': 'silent',
};

it('tells once of a host that is held, though one of the brakes comes and goes', () => {
  const policy = shippedPolicy('ping-all') ?? expect.fail('ping-all is shipped');
  const state = newWatch();
  let told = 0;
  for (let round = 0; round < 40; round++) {
    const now = START + round * INTERVAL;
    const facts = Object.entries(LOST).map(
      ([signal, value]): Fact => ({
        signal: signal as Signal,
        value,
        source: 'test',
        at: now,
        freshForMs: 60_000,
        words: '',
      }),
    );
    const { notices } = decideRound(state, {
      now,
      policy,
      judgements: ['cmp1', 'cmp2', 'cmp3'].map((host) => judge(policy, host, facts, now)),
      longestGapMs: 2.5 * INTERVAL,
      aggregates: new Map(),
      records: new Map(),
      restMs: 600_000,
      vantage: [{ name: 'gateway', answers: round % 2 === 0, at: now }],
      intents: [],
      disarming: null,
      limits: DEFAULT_BRAKES,
    });
    told += notices.length;
  }
  // Each of the two ways to stand once; not one every 20 s for ever.
  expect(told).toBeLessThanOrEqual(2);
});
