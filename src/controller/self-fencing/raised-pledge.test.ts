import { expect, it } from 'vitest';
import { alive, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * Corosync's token time is raised while it runs, and with it the lease of the nodes: a node pledges a longer time. The ring
 * breaks before that has reached the others, and only its sender hears it. It may not take the longer time.
 */
it('is gone within the time the others have heard of when a longer pledge reached nobody else', () => {
  let lease = 16_000;
  const cluster = withWatchdogs(
    3,
    { properties: { 'no-quorum-policy': 'freeze' } },
    { leaseMs: () => lease },
  );
  const lost = cluster.ownerOf('A');
  cluster.isHeld = true;
  lease = 60_000;
  cluster.event(lost.nodeId, { kind: 'timer', at: cluster.now, timerId: 'next-deadline' });
  expect(lost.state.waits.has('pledge')).toBe(true);
  cluster.isHeld = false;
  cluster.form(others(cluster, lost), [lost.nodeId]);
  for (let seconds = 0; seconds < 120; seconds++) {
    cluster.pass(1000);
    const copies = alive(cluster).length;
    expect({ seconds, copies }).toEqual({ seconds, copies: Math.min(copies, 1) });
  }
});
