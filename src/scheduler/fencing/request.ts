import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';

/** Asks for a node to be fenced (spec A6.1, C3.7). */
export function requestFencing(
  _cluster: Cluster,
  _node: ClusterNode,
  _reason: string,
  _priorityDelay: boolean,
): void {
  throw new Error('not built yet: requestFencing');
}
