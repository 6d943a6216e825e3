import { expect, it } from 'vitest';
import { dummy } from '../cib.fixture.ts';
import { withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * Corosync of one node is restarted so fast that the ring loses and takes it in one change: the process group says that the
 * node is lost, the word on quorum goes on to count it, and its daemon is not back yet. The others wait for a word on quorum
 * without it, which never comes. The view is taken to be primary after a while, but no probe proves anything: all nodes
 * with a service reset themselves.
 */
it('does not reset all nodes because quorum goes on to count a node whose loss was told', () => {
  const cluster = withWatchdogs(3, {
    resources: dummy('A') + dummy('B'),
    constraints:
      '<rsc_location id="l1" rsc="A" node="node1" score="100"/><rsc_location id="l2" rsc="B" node="node2" score="100"/>',
  });
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) =>
    event(id, given.kind === 'quorum' ? { ...given, isQuorate: true, members: [1, 2, 3] } : given);
  cluster.lose(3, 'node-down');
  cluster.pass(120_000);
  expect([1, 2].map((id) => cluster.node(id).state.replicated.standing)).toEqual(['primary', 'primary']);
  expect([1, 2].map((id) => cluster.node(id).selfFenced)).toEqual([null, null]);
});
