import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode, NodeKind } from '../model/node.ts';

/** Makes a node and puts it at its place in the node list (spec A4.1). */
export function createNode(
  _cluster: Cluster,
  _node: { readonly id: string; readonly name: string; readonly kind: NodeKind; readonly score: number },
): ClusterNode {
  throw new Error('not built yet: createNode');
}
