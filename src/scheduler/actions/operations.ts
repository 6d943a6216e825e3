import { newOrdering } from '../constraints/order.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { operationKey } from './key.ts';
import { requestAction } from './request.ts';

/** Requests a non-recurring operation of a resource (spec C1.2). */
export function operationAction(
  cluster: Cluster,
  resource: Resource,
  task: string,
  node: ClusterNode | null,
  optional: boolean,
  cause?: string,
): Action {
  const key = operationKey(resource, task, 0);
  return requestAction(cluster, { resource, key, task, node, optional, intervalMs: 0, cause: cause ?? task });
}

/** Requests a stop; it stays as required as it was when asked as optional. */
export function stopAction(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode | null,
  optional: boolean,
  cause?: string,
): Action {
  return operationAction(cluster, resource, 'stop', node, optional, cause);
}

/** Requests a start. */
export function startAction(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode | null,
  optional: boolean,
  cause?: string,
): Action {
  return operationAction(cluster, resource, 'start', node, optional, cause);
}

/** Requests a demotion. */
export function demoteAction(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode | null,
  optional: boolean,
  cause?: string,
): Action {
  return operationAction(cluster, resource, 'demote', node, optional, cause);
}

/** Requests a promotion. */
export function promoteAction(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode | null,
  optional: boolean,
  cause?: string,
): Action {
  return operationAction(cluster, resource, 'promote', node, optional, cause);
}

/** Clears a resource's fail counts on a node; nothing waits for it (spec C2.6). */
export function clearFailCount(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  reason: string,
): Action {
  const action = operationAction(cluster, resource, 'clear_failcount', node, false, reason);
  action.setMeta('op_no_wait', 'true');
  return action;
}

/** Makes the cluster forget what a node knows of a resource; the DC may do it (spec C2.6). */
export function deleteHistory(cluster: Cluster, resource: Resource, node: ClusterNode): Action {
  return operationAction(cluster, resource, 'lrm_delete', node, false, 'shutdown lock');
}

/**
 * Removes a resource from a node's executor between its stop and its next start (spec C2.6). Nothing is done for a
 * failed resource, or where the node cannot do it.
 */
export function cleanup(cluster: Cluster, resource: Resource, node: ClusterNode, optional: boolean): void {
  if (resource.isFailed || node.isUnclean || !node.isOnline) return;
  operationAction(cluster, resource, 'delete', node, optional, 'clean-up');
  const flags = optional ? Order.ImpliesThen : Order.Order;
  const stop = operationKey(resource, 'stop', 0);
  const forget = operationKey(resource, 'delete', 0);
  const start = operationKey(resource, 'start', 0);
  const both = { firstResource: resource, thenResource: resource, flags, constraint: null };
  newOrdering(cluster, { ...both, firstKey: stop, thenKey: forget });
  newOrdering(cluster, { ...both, firstKey: forget, thenKey: start });
}

/**
 * Cancels a recurring operation on a node (spec C2.5.4). The cancel has the key of what it cancels, so that an
 * existing request of it turns into the cancel.
 */
export function cancelAction(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  node: ClusterNode,
  cause: string,
): Action {
  const key = operationKey(resource, task, intervalMs);
  const action = requestAction(cluster, { resource, key, task, node, optional: false, intervalMs, cause });
  action.task = 'cancel';
  action.cancelTask = task;
  action.setMeta('operation', task);
  action.setMeta('interval', String(intervalMs));
  return action;
}

/** Cancels a recurring operation that history shows to be active: not before a stop (spec C1.7, C2.5.4). */
export function cancelFromHistory(
  cluster: Cluster,
  resource: Resource,
  task: string,
  intervalMs: number,
  node: ClusterNode,
  callId: number | null,
  cause: string,
): Action {
  const action = cancelAction(cluster, resource, task, intervalMs, node, cause);
  // Of several entries of one operation the oldest counts.
  if (callId !== null && action.metaValue('call-id') === null) action.setMeta('call-id', String(callId));
  newOrdering(cluster, {
    firstResource: resource,
    firstKey: operationKey(resource, 'stop', 0),
    thenResource: resource,
    thenAction: action,
    flags: Order.Order,
    constraint: null,
  });
  return action;
}
