import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import { newOrdering } from '../constraints/order.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { findActionsExact } from './find.ts';
import { operationKey } from './key.ts';
import { cancelAction, startAction } from './operations.ts';
import { requestAction } from './request.ts';
import { makeUnrunnable } from './state.ts';
import { createStoppedMonitors } from './stopped-monitor.ts';

/** Result of a monitor that finds the resource promoted. */
const RC_RUNNING_PROMOTED = '8';

/** Tasks that make no sense as recurring operations (spec C2.5). */
const NEVER_RECURRING: ReadonlySet<string> = new Set([
  'stop',
  'start',
  'demote',
  'promote',
  'reload-agent',
  'migrate_to',
  'migrate_from',
]);

/** A configured recurring operation of a primitive. */
export interface RecurringOperation {
  readonly definition: OperationDefinition;
  readonly key: string;
  /** Role in which it runs; Role.Unknown when none is given. */
  readonly role: Role;
}

/** Recurring operations: those of an active resource, and those that watch that it stays stopped (spec C2.5). */
export function createRecurring(cluster: Cluster, primitive: Primitive): void {
  if (primitive.isBlocked || primitive.isMaintenance) return;
  const node = primitive.assigned;
  let start: Action | null = null;
  if (node !== null && !node.isMaintenance && (primitive.nextRole !== Role.Stopped || !primitive.isManaged)) {
    start = startAction(cluster, primitive, node, true, 'recurring operations');
  }
  for (const definition of primitive.operations) {
    if (!isRecurring(primitive, definition)) continue;
    const operation: RecurringOperation = {
      definition,
      key: operationKey(primitive, definition.name, definition.intervalMs),
      role: (definition.role === null ? null : parseRole(definition.role)) ?? Role.Unknown,
    };
    if (operation.role === Role.Stopped) createStoppedMonitors(cluster, primitive, operation);
    else if (start !== null && node !== null) createActive(cluster, primitive, operation, start, node);
  }
}

/** Spec C2.5: two operations of the same name and interval disable each other. */
function isRecurring(primitive: Primitive, operation: OperationDefinition): boolean {
  if (operation.intervalMs <= 0 || operation.id === null) return false;
  if (NEVER_RECURRING.has(operation.name) || !operation.enabled) return false;
  for (const other of primitive.operations) {
    if (other === operation) continue;
    if (other.name === operation.name && other.intervalMs === operation.intervalMs) return false;
  }
  return true;
}

/** Spec C2.5.1. */
function createActive(
  cluster: Cluster,
  primitive: Primitive,
  operation: RecurringOperation,
  start: Action,
  node: ClusterNode,
): void {
  const { definition, key, role } = operation;
  const isOptional = runsAlready(primitive, key, start, node);
  const { nextRole } = primitive;
  const isMismatch = role === Role.Unknown ? nextRole === Role.Promoted : nextRole !== role;
  if (isMismatch) {
    if (isOptional) cancelBeforeRoleChange(cluster, primitive, operation, node);
    return;
  }
  const monitor = requestAction(cluster, {
    resource: primitive,
    key,
    task: definition.name,
    node,
    optional: isOptional,
    intervalMs: definition.intervalMs,
    cause: 'recurring operation',
  });
  if (!start.isRunnable) makeUnrunnable(cluster, monitor, 'start unrunnable');
  else if (!node.isOnline || node.isUnclean) makeUnrunnable(cluster, monitor, 'node unavailable');
  if (nextRole === Role.Promoted) monitor.setMeta('op_target_rc', RC_RUNNING_PROMOTED);
  if (primitive.isManaged) orderActive(cluster, primitive, monitor);
}

/** Spec C2.5.1: an action on record, a start that is not needed, and no need to send it again. */
function runsAlready(primitive: Primitive, key: string, start: Action, node: ClusterNode): boolean {
  if (!start.isOptional) return false;
  const existing = findActionsExact(primitive, key, node);
  if (existing.length === 0) return false;
  return !existing.some((action) => action.has(ActionFlag.Reschedule));
}

function cancelBeforeRoleChange(
  cluster: Cluster,
  primitive: Primitive,
  operation: RecurringOperation,
  node: ClusterNode,
): void {
  const { name, intervalMs } = operation.definition;
  const cancel = cancelAction(cluster, primitive, name, intervalMs, node, 'role change');
  let before: string | null = null;
  if (primitive.role === Role.Promoted) before = 'demote';
  else if (primitive.role === Role.Started || primitive.role === Role.Unpromoted) {
    if (primitive.nextRole === Role.Promoted) before = 'promote';
    else if (primitive.nextRole === Role.Stopped) before = 'stop';
  }
  if (before === null) return;
  newOrdering(cluster, {
    firstResource: primitive,
    firstAction: cancel,
    thenResource: primitive,
    thenKey: operationKey(primitive, before, 0),
    flags: Order.RunnableFirst,
  });
}

function orderActive(cluster: Cluster, primitive: Primitive, monitor: Action): void {
  const after = (task: string, flags: number): void => {
    newOrdering(cluster, {
      firstResource: primitive,
      firstKey: operationKey(primitive, task, 0),
      thenResource: primitive,
      thenAction: monitor,
      flags,
    });
  };
  after('start', Order.ImpliesThen | Order.RunnableFirst);
  after('reload-agent', Order.ImpliesThen | Order.RunnableFirst);
  if (primitive.nextRole === Role.Promoted) after('promote', Order.Order | Order.RunnableFirst);
  else if (primitive.role === Role.Promoted) after('demote', Order.Order | Order.RunnableFirst);
}
