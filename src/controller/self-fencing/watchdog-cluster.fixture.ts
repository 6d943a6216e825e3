import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster, type TestNode } from '../cluster.fixture.ts';
import type { ControllerOptions } from '../model/options.ts';
import { mayFeedWatchdog } from './proof.ts';

/** Begins a new life of a node that has a watchdog; it is in no group yet. */
export function beginWatched(
  cluster: TestCluster,
  nodeId: number,
  options: Partial<ControllerOptions> = {},
): TestNode {
  const self = {
    nodeId,
    name: `node${nodeId}`,
    incarnation: `watched${nodeId}-${cluster.now}`,
    hasWatchdog: true,
  };
  return cluster.create(nodeId, cluster.node(nodeId).disk, { self, ...options });
}

/** Nodes with watchdogs in no group yet, whose CIB allows a watchdog 10 s; with the service A unless it says otherwise. */
export function beginWithWatchdogs(
  count: number,
  parts: Parameters<typeof testCib>[0] = {},
  options: Partial<ControllerOptions> = {},
): TestCluster {
  const properties = { 'stonith-enabled': 'true', 'stonith-watchdog-timeout': '10s', ...parts.properties };
  const cluster = new TestCluster(count, testCib({ resources: dummy('A'), ...parts, properties }));
  for (const id of [...cluster.nodes.keys()]) beginWatched(cluster, id, options);
  return cluster;
}

/** The same in one group that has come to rest, A running on one of them. */
export function withWatchdogs(...given: Parameters<typeof beginWithWatchdogs>): TestCluster {
  const cluster = beginWithWatchdogs(...given);
  cluster.form([...cluster.nodes.keys()]);
  cluster.pass(60_000);
  const copies = alive(cluster);
  if (copies.length !== 1) throw new Error(`A is to run once, and runs on: ${copies.join(', ')}`);
  return cluster;
}

/** Nodes that have A active and power, and no watchdog or self-fencing has been set off. */
export function alive(cluster: TestCluster): string[] {
  return [...cluster.nodes.values()]
    .filter(({ active, selfFenced }) => active.has('A') && selfFenced === null)
    .map(({ name }) => name);
}

/** Nodes that have A active once the watchdog has reset the lost one, if nobody would feed it now. */
export function aliveIfFed(cluster: TestCluster, lost: TestNode): string[] {
  const isFed = lost.selfFenced === null && mayFeedWatchdog(lost.state, cluster.now);
  return cluster.copiesOf('A').filter((name) => name !== lost.name || isFed);
}

/** Ids of all nodes but one. */
export function others(cluster: TestCluster, { nodeId }: TestNode): number[] {
  return [...cluster.nodes.keys()].filter((id) => id !== nodeId);
}
