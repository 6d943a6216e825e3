import { expect, it } from 'vitest';
import { others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * A frozen node that was cut off is back in the group, in the same life, shortly before it would have had to stop itself: its
 * messages come back, with quorum, and it goes on. The members take long to synchronize, because a third one is silent. The
 * time of the lost node's watchdog runs out meanwhile; it may not count as off, for it is in sight.
 */
it('does not count a node as off by its watchdog while it is in the group again', () => {
  const cluster = withWatchdogs(3, { properties: { 'no-quorum-policy': 'freeze' } });
  const lost = cluster.ownerOf('A');
  const rest = others(cluster, lost);
  cluster.form(rest, [lost.nodeId]);
  const dc = rest.find((id) => cluster.node(id).state.jobs.has(lost.name)) as number;
  const deadline = cluster.node(dc).state.waits.get(`fencing/${lost.name}`)?.deadline as number;
  const proofEnds = lost.state.waits.get('self-fencing')?.deadline as number;
  cluster.pass(proofEnds - cluster.now - 500);
  expect(lost.selfFenced).toBeNull();
  const silent = rest.find((id) => id !== dc) as number;
  cluster.mute.add(silent);
  cluster.form([1, 2, 3]);
  cluster.pass(deadline - cluster.now + 100);
  expect(lost.selfFenced).toBeNull();
  cluster.mute.clear();
  cluster.pass(60_000);
  const records = cluster
    .node(dc)
    .state.replicated.fencing.map(({ target, outcome, reason }) => ({ target, outcome, reason }));
  expect(records.filter(({ outcome }) => outcome === 'confirmed')).toEqual([]);
  expect(lost.selfFenced).toBeNull();
});
