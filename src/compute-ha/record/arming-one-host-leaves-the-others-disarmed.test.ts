import { afterEach, expect, it } from 'vitest';
import { OperatorStore } from './operator-store.ts';

const AT = 1_000_000_000_000;
const store = new OperatorStore(':memory:');
afterEach(() => store.end());

it('leaves a host disarmed that was disarmed together with one that is armed', () => {
  store.disarm(['cmp1', 'cmp2'], { reason: 'memory', owner: 'ops', at: AT, expiresAt: AT + 3_600_000 });
  store.arm(['cmp1'], AT + 1);
  expect(store.intents(AT + 2).flatMap(({ hosts }) => hosts)).toEqual(['cmp2']);
});
