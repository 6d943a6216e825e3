import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';

/** Instance parameters of a primitive on a node, or as far as they do not depend on one (spec A3.3). */
export function parametersOn(
  _cluster: Cluster,
  _primitive: Primitive,
  _node: ClusterNode | null,
): ReadonlyMap<string, string> {
  throw new Error('not built yet: parametersOn');
}
