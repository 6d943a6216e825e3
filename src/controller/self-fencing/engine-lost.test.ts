import { expect, it } from 'vitest';
import { aliveIfFed, beginWatched, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * The daemon of the node that runs A dies and comes back; while the node is being probed its Corosync dies. With the group
 * the node forgets its own probes in flight, and what they find: it believes that nothing runs on it, and feeds its
 * watchdog for ever. The others rely on it and start A: the operator has A twice.
 */
it('does not feed the watchdog for ever when Corosync has died while the node was probed', () => {
  const cluster = withWatchdogs(3);
  const id = cluster.ownerOf('A').nodeId;
  cluster.lose(id, 'process-down');
  const lost = beginWatched(cluster, id);
  lost.active.add('A');
  // Probes take half a second.
  cluster.latency = () => 500;
  cluster.form([1, 2, 3]);
  expect(lost.operations.map(({ key }) => key)).toContain('A_monitor_0');
  expect(lost.state.selfFencing.pledgedMs).toBeGreaterThan(0);
  cluster.loseEngine(id);
  const event = cluster.event.bind(cluster);
  cluster.event = (nodeId, given) => {
    const isOfCorosync = given.kind === 'membership' || given.kind === 'quorum' || given.kind === 'delivered';
    if (nodeId !== id || !isOfCorosync) event(nodeId, given);
  };
  cluster.form(others(cluster, lost), [id]);
  cluster.pass(10 * 60_000);
  expect(aliveIfFed(cluster, lost)).toHaveLength(1);
});
