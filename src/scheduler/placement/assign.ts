import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Phase 6: decides where every resource runs (spec B3.2). */
export function assignResources(_cluster: Cluster): void {
  throw new Error('not built yet: assignResources');
}

/** Decides where one resource runs, and first what it depends on. Returns its node, if it has exactly one. */
export function assign(
  _cluster: Cluster,
  _resource: Resource,
  _prefer: ClusterNode | null,
): ClusterNode | null {
  throw new Error('not built yet: assign');
}
