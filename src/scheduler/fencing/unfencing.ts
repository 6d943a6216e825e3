import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';

/** Demands unfencing because a device changed or a node never was unfenced (spec C3.6). */
export function triggerUnfencing(
  _cluster: Cluster,
  _resource: Resource | null,
  _node: ClusterNode | null,
  _reason: string,
): void {
  throw new Error('not built yet: triggerUnfencing');
}

/** Orders a start or probe after the node's unfencing, where that applies (spec C3.6). */
export function orderUnfencing(
  _cluster: Cluster,
  _resource: Resource,
  _node: ClusterNode,
  _action: Action,
  _flags: number,
): void {
  throw new Error('not built yet: orderUnfencing');
}

/** Internal orderings stop → on → start of a resource that needs unfencing (spec C3.6, C4.6). */
export function addUnfencingOrderings(_cluster: Cluster, _resource: Primitive): void {
  throw new Error('not built yet: addUnfencingOrderings');
}
