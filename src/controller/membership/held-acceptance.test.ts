import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator vouches for what one node shows while that node synchronizes with another one that has just come. The
 * request is kept until there is a view, sent in that later view and counted there: the operator has vouched for a
 * configuration nobody has looked at, and what others have acknowledged is given up for it.
 */
it('counts no acceptance in a view that was formed after it was asked for', () => {
  const cluster = new TestCluster(5, testCib({ resources: dummy('A') }));
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) =>
    event(id, given.kind === 'quorum' ? { ...given, isQuorate: true, members: [1, 2, 3, 4, 5] } : given);
  cluster.form([1]);
  cluster.pass(60_000);
  expect(cluster.node(1).state.replicated.standing).toBe('undetermined');
  cluster.isHeld = true;
  cluster.join(2, testCib({ resources: dummy('A') + dummy('B'), epoch: 50 }));
  // The synchronization is under way: what anna has seen is node1's own configuration.
  expect(cluster.node(1).state.phase).toBe('synchronizing');
  expect(cluster.cib(1)).not.toContain('id="B"');
  cluster.ask(1, { kind: 'accept-configuration', operator: 'anna' });
  cluster.isHeld = false;
  cluster.run();
  cluster.pass(30_000);
  expect(cluster.cib(1)).toContain('id="B"');
  expect(cluster.node(1).state.replicated.standing).not.toBe('primary');
});
