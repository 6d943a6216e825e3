import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * While a node is away the operator of the primary part turns watchdogs off. The node comes back in the same life, is let in
 * without a pledge, and has nothing to take back: it goes on holding itself to the old one, which nobody relies on. At the
 * next loss of quorum it resets itself, against what the operator has configured.
 */
it('does not reset a node by a pledge that nobody has on record', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '60s',
      'no-quorum-policy': 'freeze',
    },
  });
  const cluster = new TestCluster(3, cib);
  for (const id of [1, 2, 3])
    cluster.create(id, cib, { self: { ...cluster.node(id).state.options.self, hasWatchdog: true } });
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const away = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== away.nodeId);
  cluster.form(others, [away.nodeId]);
  cluster.ask(others[0] as number, {
    kind: 'change-cib',
    changes: [
      {
        kind: 'modify-element',
        target: { by: 'id', id: 'p-stonith-watchdog-timeout', element: 'nvpair' },
        set: { value: '0' },
        unset: [],
      },
    ],
    condition: null,
  });
  cluster.pass(5000);
  cluster.form([1, 2, 3]);
  cluster.pass(120_000);
  expect(cluster.node(others[0] as number).state.replicated.pledges).toEqual({});
  expect(away.active.has('A')).toBe(true);
  // The ring breaks for good; the frozen part keeps what it runs.
  cluster.form(others, [away.nodeId]);
  cluster.pass(10 * 60_000);
  expect(away.selfFenced).toBeNull();
});
