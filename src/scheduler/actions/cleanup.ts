import { newOrdering } from '../constraints/order.ts';
import { failCount } from '../history/fail-count.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { operationKey } from './key.ts';
import { clearFailCount } from './operations.ts';

/** Phase 7: clears the fail counts of orphans that will be stopped (spec C2.6). */
export function clearOrphanFailCounts(cluster: Cluster): void {
  if (!cluster.options.stopOrphanResources) return;
  for (const resource of cluster.resources) {
    if (!resource.isOrphan) continue;
    for (const node of cluster.nodes) {
      if (!node.isOnline) continue;
      if (failCount(cluster, node, resource, { effective: true }).count <= 0) continue;
      newOrdering(cluster, {
        firstResource: resource,
        firstAction: clearFailCount(cluster, resource, node, 'orphan'),
        thenResource: resource,
        thenKey: operationKey(resource, 'stop', 0),
        flags: Order.Order,
      });
    }
  }
}
