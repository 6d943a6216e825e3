import { makeRequired, makeUnrunnable } from '../actions/state.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable, isGuestNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { releaseCapacity, takeCapacity } from './capacity.ts';
import { recordUtilization } from './records.ts';

/**
 * Gives a primitive its node, or none (spec B9.6). `score` is that of the entry the node was chosen from. Unless
 * forced, an unusable node is turned into none; a guest node may be offline since its connection may come up.
 */
export function finalizeAssignment(
  cluster: Cluster,
  primitive: Primitive,
  node: ClusterNode | null,
  score: number,
  isForced: boolean,
): void {
  const isUsable = (candidate: ClusterNode): boolean =>
    isForced || (score >= 0 && (isAvailable(candidate) || isGuestNode(candidate)));
  const chosen = node !== null && isUsable(node) ? node : null;
  unassign(cluster, primitive);
  primitive.isUnassigned = false;
  if (chosen === null) {
    primitive.nextRole = Role.Stopped;
    stopExistingActions(cluster, primitive);
    return;
  }
  primitive.assigned = chosen;
  primitive.assignedScore = score;
  chosen.assignedCount++;
  takeCapacity(chosen, primitive.utilization);
  recordUtilization(cluster, primitive, chosen);
}

/** Without a node, nothing can start, everything active must stop, and nothing is monitored any more (spec B9.6). */
function stopExistingActions(cluster: Cluster, primitive: Primitive): void {
  const cause = 'node availability';
  for (const action of primitive.actions) {
    if (action.task === 'stop') makeRequired(cluster, action, cause);
    else if (action.task === 'start') makeUnrunnable(cluster, action, cause);
    else if (action.intervalMs > 0 && action.metaValue('role') !== 'Stopped') {
      makeUnrunnable(cluster, action, cause);
    }
  }
}

/**
 * Decides by force, also after the fact, that a resource and all its members get this node or none (spec B8.8.6,
 * C4.12.1). Returns whether any assignment changed.
 */
export function forceAssignment(cluster: Cluster, resource: Resource, node: ClusterNode | null): boolean {
  if (resource.kind === 'primitive') {
    const previous = resource.assigned;
    finalizeAssignment(cluster, resource, node, node === null ? 0 : node.baseScore, true);
    return previous !== node;
  }
  let isChanged = false;
  for (const child of resource.children) {
    if (forceAssignment(cluster, child, node)) isChanged = true;
  }
  resource.isUnassigned = false;
  return isChanged;
}

/**
 * Takes a decision back: the resource object is undecided again and its load is released (spec B11.7.5). An object
 * without a node of its own, such as a group, stays decided.
 */
export function unassign(_cluster: Cluster, resource: Resource): void {
  const node = resource.assigned;
  if (node === null) return;
  resource.assigned = null;
  resource.isUnassigned = true;
  node.assignedCount--;
  releaseCapacity(node, resource.utilization);
}
