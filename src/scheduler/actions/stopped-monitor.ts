import { newOrdering } from '../constraints/order.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { findActions, findActionsExact } from './find.ts';
import { operationKey } from './key.ts';
import { cancelAction } from './operations.ts';
import type { RecurringOperation } from './recurring.ts';
import { requestAction } from './request.ts';
import { makeOptional, makeUnrunnable } from './state.ts';

/** Result of a monitor that finds nothing running. */
const RC_NOT_RUNNING = '7';

/** Monitors that watch a resource stay stopped where it is not wanted (role="Stopped", spec C2.5.2). */
export function createStoppedMonitors(
  cluster: Cluster,
  primitive: Primitive,
  operation: RecurringOperation,
): void {
  if (!primitive.isUnique) return;
  for (const node of cluster.nodes) {
    if (node === primitive.assigned) cancelWhereWanted(cluster, primitive, operation, node);
    else watch(cluster, primitive, operation, node);
  }
}

function cancelWhereWanted(
  cluster: Cluster,
  primitive: Primitive,
  operation: RecurringOperation,
  node: ClusterNode,
): void {
  if (findActionsExact(primitive, operation.key, node).length === 0) return;
  const { name, intervalMs } = operation.definition;
  const cancel = cancelAction(cluster, primitive, name, intervalMs, node, 'becomes active here');
  if (primitive.nextRole !== Role.Started && primitive.nextRole !== Role.Unpromoted) return;
  newOrdering(cluster, {
    firstResource: primitive,
    firstAction: cancel,
    thenResource: primitive,
    thenKey: operationKey(primitive, 'start', 0),
    flags: Order.RunnableFirst,
  });
}

function watch(
  cluster: Cluster,
  primitive: Primitive,
  operation: RecurringOperation,
  node: ClusterNode,
): void {
  const { key, definition } = operation;
  const monitor = requestAction(cluster, {
    resource: primitive,
    key,
    task: definition.name,
    node,
    optional: findActionsExact(primitive, key, node).length > 0,
    intervalMs: definition.intervalMs,
    cause: 'watches that it stays stopped',
  });
  monitor.setMeta('op_target_rc', RC_NOT_RUNNING);
  if (primitive.isManaged) {
    for (const probe of findActions(primitive, operationKey(primitive, 'monitor', 0), node)) {
      order(cluster, primitive, probe, monitor, Order.RunnableFirst);
    }
  }
  for (const stop of findActionsExact(primitive, operationKey(primitive, 'stop', 0), node)) {
    if (!stop.isOptional && !monitor.isOptional && !primitive.isManaged) {
      makeOptional(cluster, monitor, 'unmanaged');
    }
    if (!stop.isRunnable) makeUnrunnable(cluster, monitor, 'stop unrunnable');
    if (primitive.isManaged) {
      order(cluster, primitive, stop, monitor, Order.ImpliesThen | Order.RunnableFirst);
    }
  }
  if (!node.isOnline || node.isUnclean) makeUnrunnable(cluster, monitor, 'node unavailable');
}

function order(cluster: Cluster, primitive: Primitive, first: Action, then: Action, flags: number): void {
  newOrdering(cluster, {
    firstResource: primitive,
    firstAction: first,
    thenResource: primitive,
    thenAction: then,
    flags,
  });
}
