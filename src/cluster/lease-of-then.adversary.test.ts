import { expect, it } from 'vitest';
import { EmbeddedCluster } from '../corosync/embedded/cluster.ts';
import { ClusterNode } from './cluster-node.ts';
import { MemoryStore } from './memory-store.ts';
import type { OperationRunner } from './parts.ts';

const CIB =
  '<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0"><configuration><crm_config>' +
  '<cluster_property_set id="o"><nvpair id="o1" name="stonith-watchdog-timeout" value="-1"/></cluster_property_set>' +
  '</crm_config><nodes/><resources/><constraints/></configuration><status/></cib>';

/**
 * Corosync's token grows in a running cluster: a node is added (token_coefficient), or the operator has corosync.conf read
 * again. The lease is that of the moment in which the watchdog was armed: settling a loss then takes longer than the lease,
 * and at the first loss of one node all others reset themselves.
 */
it('has a lease that covers the settling of a loss as Corosync takes it at present', async () => {
  const engine = new EmbeddedCluster({ name: 'one', nodes: [{ nodeId: 1, name: 'node1' }] }).createEngine(1);
  /** Token of 1 s. */
  let settlingMs = 3300;
  engine.settlingMs = () => settlingMs;
  const runner = { close: async () => {} } as unknown as OperationRunner;
  const armed = Promise.withResolvers<void>();
  const node: ClusterNode = new ClusterNode({
    engine,
    runner,
    store: new MemoryStore(CIB),
    clock: Date.now,
    log: () => {},
    selfFencing: () => {},
    incarnation: 'life',
    armWatchdog: () => 5000,
    observer: { stepped: () => (node.state?.selfFencing.timing ? armed.resolve() : undefined) },
  });
  expect(await node.start()).toBeNull();
  await armed.promise;
  expect(node.state?.selfFencing.timing?.leaseMs).toBe(8600);
  // A token of 5 s.
  settlingMs = 5000 + 6000 + 1100;
  await node.request({ kind: 'recheck' });
  const leaseMs = node.state?.selfFencing.timing?.leaseMs;
  await node.close();
  expect(leaseMs).toBeGreaterThan(settlingMs);
});
