import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Whether a primitive has failed so often on a node that it is banned from it (spec B6.4). */
export function isThresholdReached(_cluster: Cluster, _resource: Resource, _node: ClusterNode): boolean {
  throw new Error('not built yet: isThresholdReached');
}
