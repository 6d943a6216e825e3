import { expect, it } from 'vitest';
import { alive, beginWatched, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * All other daemons leave in good order, their hosts stay up: the last one is bound by its pledge no longer. Two come back and
 * take over its state; the ring breaks before the new view is told its standing, so that it has not pledged anew. The others
 * may not rely on what it pledged before.
 */
it('relies on no pledge of before from a node that was the last in the cluster', () => {
  const cluster = withWatchdogs(3, { properties: { 'no-quorum-policy': 'freeze' } });
  const last = cluster.ownerOf('A');
  const rest = others(cluster, last);
  for (const id of rest) {
    cluster.lose(id, 'left');
    cluster.pass(1000);
  }
  expect(last.state.selfFencing.pledgedMs).toBeNull();
  expect(last.active.has('A')).toBe(true);
  for (const id of rest) beginWatched(cluster, id);
  cluster.isHeld = true;
  cluster.form([1, 2, 3]);
  const isMember = (id: number): boolean =>
    cluster.node(id).state.phase === 'ready' && cluster.node(id).state.replicated.seniority.length === 3;
  while (![1, 2, 3].every(isMember)) expect(cluster.deliver(1)).toBe(1);
  expect(last.state.selfFencing.pledgedMs).toBeNull();
  cluster.isHeld = false;
  cluster.form(rest, [last.nodeId]);
  cluster.pass(10 * 60_000);
  expect(alive(cluster)).toHaveLength(1);
});
