import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';

/**
 * Gives a primitive its node, or none (spec B9.6). Unless forced, an unusable node is turned into none. Existing
 * actions follow the decision. Returns whether the assignment changed.
 */
export function finalizeAssignment(
  _cluster: Cluster,
  _primitive: Primitive,
  _node: ClusterNode | null,
  _isForced: boolean,
): boolean {
  throw new Error('not built yet: finalizeAssignment');
}

/**
 * Decides by force, also after the fact, that a resource and all its members get this node or none (spec B8.8.6,
 * C4.12.1). Returns whether any assignment changed.
 */
export function forceAssignment(_cluster: Cluster, _resource: Resource, _node: ClusterNode | null): boolean {
  throw new Error('not built yet: forceAssignment');
}

/** Takes a decision back: the resource object is undecided again, its load is released (spec B11.7.5). */
export function unassign(_cluster: Cluster, _resource: Resource): void {
  throw new Error('not built yet: unassign');
}
