import { operationKey } from '../actions/key.ts';
import { newOrdering } from '../constraints/order.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { addLink } from '../ordering/link.ts';
import { nodesInHashOrder } from '../placement/hash-order.ts';
import { fenceAction } from './fence-action.ts';

/** The fencing operation that lets a node at its resources again. */
const UNFENCE = 'on';

/**
 * Demands unfencing because a device changed or a node never was unfenced (spec C3.6, A6.7): of the node given, or
 * else of every node the device may run on.
 */
export function triggerUnfencing(
  cluster: Cluster,
  resource: Resource | null,
  node: ClusterNode | null,
  reason: string,
): void {
  if (!cluster.usesUnfencing || (resource !== null && !resource.isFenceDevice)) return;
  if (node !== null && canUnfence(node)) {
    fenceAction(cluster, node, UNFENCE, false, reason, false);
  } else if (resource !== null) {
    for (const allowed of nodesInHashOrder(cluster, resource.allowed)) {
      if (canUnfence(allowed)) fenceAction(cluster, allowed, UNFENCE, false, reason, false);
    }
  }
}

/**
 * Orders a start (`Order.ImpliesThen`) or probe (`Order.Order`) after the node's unfencing, where the resource is a
 * fencing device or needs unfencing (spec C3.6). A node that never was unfenced has to be now.
 */
export function orderUnfencing(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  action: Action,
  flags: number,
): void {
  const applies = (resource.isFenceDevice && cluster.usesUnfencing) || resource.needsUnfencing;
  if (!applies) return;
  const unfence = fenceAction(cluster, node, UNFENCE, true, null, false);
  addLink(unfence, action, flags, null);
  if (!isUnfenced(node)) {
    triggerUnfencing(cluster, null, node, `required by ${resource.id} ${action.task}`);
  }
}

/** Internal orderings stop → on → start of a resource that needs unfencing (spec C3.6, C4.6). */
export function addUnfencingOrderings(cluster: Cluster, resource: Primitive): void {
  if (resource.isFenceDevice || !resource.needsUnfencing) return;
  for (const node of cluster.nodes) {
    if (!resource.allowed.has(node)) continue;
    const unfence = fenceAction(cluster, node, UNFENCE, true, null, false);
    newOrdering(cluster, {
      firstResource: resource,
      firstKey: operationKey(resource, 'stop', 0),
      thenAction: unfence,
      flags: Order.Order | Order.SameNode,
    });
    newOrdering(cluster, {
      firstAction: unfence,
      thenResource: resource,
      thenKey: operationKey(resource, 'start', 0),
      flags: Order.ImpliesThenOnNode | Order.SameNode,
    });
  }
}

function canUnfence(node: ClusterNode): boolean {
  return node.isOnline && !node.isUnclean && !node.isShutdown;
}

function isUnfenced(node: ClusterNode): boolean {
  const value = node.attributes.get('#node-unfenced');
  return value !== undefined && value !== '0';
}
