import { failCount } from '../../scheduler/history/fail-count.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { findNode, findResource } from '../../scheduler/unpack/find.ts';

/** Failures counted for one resource on one node (spec C6.7 -c). */
export interface FailHistory {
  readonly resource: string;
  readonly migrationThreshold: number;
  readonly failCount: number;
  /** Epoch seconds, 0 when unknown. */
  readonly lastFailure: number;
}

/** Failures on one online node. */
export interface NodeHistory {
  readonly node: string;
  readonly resources: readonly FailHistory[];
}

/**
 * Migration summary: `null` when no node is online, otherwise the nodes on which something has
 * failed, in the order of the status section.
 */
export function describeHistory(cluster: Cluster): NodeHistory[] | null {
  const shown: NodeHistory[] = [];
  let isAnyOnline = false;
  for (const state of cluster.cib.nodeStates) {
    const node = findNode(cluster, state.uname ?? '');
    if (node === null || !node.isOnline) continue;
    isAnyOnline = true;
    const resources: FailHistory[] = [];
    for (const history of state.resources) {
      const resource = findResource(cluster, history.id);
      if (resource === null) continue;
      const { count, lastFailure } = failCount(cluster, node, resource);
      if (count === 0) continue;
      resources.push({
        resource: history.id,
        migrationThreshold: resource.migrationThreshold,
        failCount: count,
        lastFailure,
      });
    }
    if (resources.length > 0) shown.push({ node: node.name, resources });
  }
  return isAnyOnline ? shown : null;
}
