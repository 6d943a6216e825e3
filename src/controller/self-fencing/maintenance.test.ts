import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import { owesItsEnd } from './proof.ts';

/**
 * An operator sets maintenance-mode and stops the daemon of a node, to upgrade it while services go on. It leaves in good
 * order, the others strike its pledge off; but the node still counts its pledge, does not disarm its watchdog, and is reset
 * with all its services (daemon.ts #endWatch): every node of a rolling upgrade, one after the other.
 */
it('owes its end to nobody when it has left in good order while its services go on', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: { 'stonith-enabled': 'true', 'stonith-watchdog-timeout': '10s', 'maintenance-mode': 'false' },
  });
  const cluster = new TestCluster(3, cib);
  for (const id of [1, 2, 3])
    cluster.create(id, cib, { self: { ...cluster.node(id).state.options.self, hasWatchdog: true } });
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const leaver = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== leaver.nodeId);
  cluster.ask(others[0] as number, {
    kind: 'change-cib',
    changes: [
      {
        kind: 'modify-element',
        target: { by: 'id', id: 'p-maintenance-mode', element: 'nvpair' },
        set: { value: 'true' },
        unset: [],
      },
    ],
    condition: null,
  });
  cluster.pass(5000);
  cluster.ask(leaver.nodeId, { kind: 'shutdown-node', node: leaver.name });
  cluster.pass(5000);
  expect(leaver.left).toBe('shutdown');
  expect(leaver.active.has('A')).toBe(true);
  // As ClusterNode does it: the daemon leaves the group, is closed, and asks whether it may disarm its watchdog.
  cluster.lose(leaver.nodeId, 'left');
  for (const id of others) expect(cluster.node(id).state.replicated.pledges[leaver.nodeId]).toBeUndefined();
  expect(owesItsEnd(leaver.state)).toBe(false);
});
