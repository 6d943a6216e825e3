import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * A member has found that its CIB is not that of the others and has asked for a copy; before the request is delivered, a
 * node joins. The round drops the request and forgets the wait, and the hello does not say that its sender is behind: with
 * the lowest id it wins, and everybody takes over the CIB that was known to be wrong.
 */
it('lets nobody win a synchronization who has asked for a copy', () => {
  const cluster = new TestCluster(4, testCib({ resources: dummy('A') }));
  cluster.form([2, 3, 4]);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(60_000);
  cluster.lose(4, 'process-down');
  cluster.pass(60_000);
  const { state } = cluster.node(1);
  expect(state.replicated.seniority[0]).toBe(2);
  // node1 holds another CIB than the others.
  state.replicated.chain = 'spoilt';
  state.chain.set(state.replicated.applied, 'spoilt');
  state.cib.set('spoilt', 'yes');
  const touch = {
    kind: 'set-attribute',
    nodes: ['node2'],
    name: 'x',
    lifetime: 'transient',
    dampeningMs: null,
  } as const;
  cluster.isHeld = true;
  cluster.ask(2, { ...touch, value: '1' });
  cluster.ask(2, { ...touch, value: '2' });
  while (!state.waits.has('copy')) expect(cluster.deliver(1)).toBe(1);
  cluster.join(4);
  cluster.isHeld = false;
  cluster.run();
  cluster.pass(60_000);
  const isSpoilt = [1, 2, 3, 4].map((id) => cluster.cib(id).includes('spoilt="yes"'));
  expect(isSpoilt).toEqual([false, false, false, false]);
});
