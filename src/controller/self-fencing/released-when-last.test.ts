import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * All other daemons leave in good order, their hosts stay up: the last one is bound by its pledge no longer. Two come back and
 * take over its state; the ring breaks before the new view is told its standing, so that it has not pledged anew. The others
 * may not rely on what it pledged before.
 */
it('relies on no pledge of before from a node that was the last in the cluster', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '10s',
      'no-quorum-policy': 'freeze',
    },
  });
  const cluster = new TestCluster(3, cib);
  const watched = (id: number, disk: string): void => {
    cluster.create(id, disk, {
      self: {
        ...cluster.node(id).state.options.self,
        incarnation: `w${id}-${cluster.now}`,
        hasWatchdog: true,
      },
    });
  };
  for (const id of [1, 2, 3]) watched(id, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const last = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== last.nodeId);
  for (const id of others) {
    cluster.lose(id, 'left');
    cluster.pass(1000);
  }
  expect(last.state.selfFencing.pledgedMs).toBeNull();
  expect(last.active.has('A')).toBe(true);
  for (const id of others) watched(id, cluster.node(id).disk as string);
  cluster.isHeld = true;
  cluster.form([1, 2, 3]);
  const isMember = (id: number): boolean =>
    cluster.node(id).state.phase === 'ready' && cluster.node(id).state.replicated.seniority.length === 3;
  while (![1, 2, 3].every(isMember)) expect(cluster.deliver(1)).toBe(1);
  expect(last.state.selfFencing.pledgedMs).toBeNull();
  cluster.isHeld = false;
  cluster.form(others, [last.nodeId]);
  cluster.pass(10 * 60_000);
  const copies = [...cluster.nodes.values()].filter(
    ({ active, selfFenced }) => active.has('A') && selfFenced === null,
  );
  expect(copies.map(({ name }) => name)).toHaveLength(1);
});
