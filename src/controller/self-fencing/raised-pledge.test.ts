import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * Corosync's token time is raised while it runs, and with it the lease of the nodes: a node pledges a longer time. The ring
 * breaks before that has reached the others, and only its sender hears it. It may not take the longer time.
 */
it('is gone within the time the others have heard of when a longer pledge reached nobody else', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '10s',
      'no-quorum-policy': 'freeze',
    },
  });
  const cluster = new TestCluster(3, cib);
  let lease = 16_000;
  for (const id of [1, 2, 3])
    cluster.create(id, cib, {
      self: { ...cluster.node(id).state.options.self, hasWatchdog: true },
      leaseMs: () => lease,
    });
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const lost = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== lost.nodeId);
  cluster.isHeld = true;
  lease = 60_000;
  cluster.event(lost.nodeId, { kind: 'timer', at: cluster.now, timerId: 'next-deadline' });
  expect(lost.state.waits.has('pledge')).toBe(true);
  cluster.isHeld = false;
  cluster.form(others, [lost.nodeId]);
  for (let seconds = 0; seconds < 120; seconds++) {
    cluster.pass(1000);
    const copies = [...cluster.nodes.values()].filter(
      ({ active, selfFenced }) => active.has('A') && selfFenced === null,
    );
    expect({ seconds, copies: copies.length }).toEqual({ seconds, copies: Math.min(copies.length, 1) });
  }
});
