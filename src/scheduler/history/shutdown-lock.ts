import type { ResourceHistory } from '../../cib/model/status-entry.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { deleteHistory } from '../actions/operations.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Reads the shutdown lock a node's history holds for a resource, or forgets it when it is too old (spec A5.13.1). */
export function readShutdownLock(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  history: ResourceHistory,
): void {
  const time = history.shutdownLock === null ? 0 : (parseLeadingInteger(history.shutdownLock) ?? 0);
  if (time === 0) return;
  const limit = cluster.options.shutdownLockLimitS;
  if (limit > 0 && cluster.now.epoch > time + limit) {
    deleteHistory(cluster, resource, node);
    return;
  }
  resource.lockNode = node;
  resource.lockTime = time;
}
