import { expect, it } from 'vitest';
import { setOption } from '../cib.fixture.ts';
import { owesItsEnd } from './proof.ts';
import { others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * An operator sets maintenance-mode and stops the daemon of a node, to upgrade it while services go on. It leaves in good
 * order, the others strike its pledge off; but the node still counts its pledge, does not disarm its watchdog, and is reset
 * with all its services (daemon.ts #endWatch): every node of a rolling upgrade, one after the other.
 */
it('owes its end to nobody when it has left in good order while its services go on', () => {
  const cluster = withWatchdogs(3, { properties: { 'maintenance-mode': 'false' } });
  const leaver = cluster.ownerOf('A');
  const rest = others(cluster, leaver);
  cluster.ask(rest[0] as number, {
    kind: 'change-cib',
    changes: [setOption('maintenance-mode', 'true')],
    condition: null,
  });
  cluster.pass(5000);
  cluster.ask(leaver.nodeId, { kind: 'shutdown-node', node: leaver.name });
  cluster.pass(5000);
  expect(leaver.left).toBe('shutdown');
  expect(leaver.active.has('A')).toBe(true);
  // As ClusterNode does it: the daemon leaves the group, is closed, and asks whether it may disarm its watchdog.
  cluster.lose(leaver.nodeId, 'left');
  for (const id of rest) expect(cluster.node(id).state.replicated.pledges[leaver.nodeId]).toBeUndefined();
  expect(owesItsEnd(leaver.state)).toBe(false);
});
