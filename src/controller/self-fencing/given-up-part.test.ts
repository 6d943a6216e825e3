import { expect, it } from 'vitest';
import { setOption } from '../cib.fixture.ts';
import { others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * While a node is away the operator of the primary part turns watchdogs off. The node comes back in the same life, is let in
 * without a pledge, and has nothing to take back: it goes on holding itself to the old one, which nobody relies on. At the
 * next loss of quorum it resets itself, against what the operator has configured.
 */
it('does not reset a node by a pledge that nobody has on record', () => {
  const cluster = withWatchdogs(3, {
    properties: { 'stonith-watchdog-timeout': '60s', 'no-quorum-policy': 'freeze' },
  });
  const away = cluster.ownerOf('A');
  const rest = others(cluster, away);
  cluster.form(rest, [away.nodeId]);
  cluster.ask(rest[0] as number, {
    kind: 'change-cib',
    changes: [setOption('stonith-watchdog-timeout', '0')],
    condition: null,
  });
  cluster.pass(5000);
  cluster.form([1, 2, 3]);
  cluster.pass(120_000);
  expect(cluster.node(rest[0] as number).state.replicated.pledges).toEqual({});
  expect(away.active.has('A')).toBe(true);
  // The ring breaks for good; the frozen part keeps what it runs.
  cluster.form(rest, [away.nodeId]);
  cluster.pass(10 * 60_000);
  expect(away.selfFenced).toBeNull();
});
