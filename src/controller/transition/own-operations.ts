import { nodeState } from '../cib/node-status.ts';
import { emit, newEffectId } from '../emit.ts';
import { findHistory, removeEntry } from '../history/resource-history.ts';
import { ENDS_RECURRING, type OperationOrder } from '../model/operation.ts';
import type { ControllerState } from '../model/state.ts';

/** Name of a recurring operation of a node in the replicated table. */
export function recurringKey(nodeId: string, resource: string, task: string, intervalMs: number): string {
  return `${nodeId}/${resource}_${task}_${intervalMs}`;
}

/** Name of the recurring operation an order begins; `null` for operations that run once. */
export function recurringKeyOf(order: OperationOrder): string | null {
  return order.intervalMs > 0
    ? recurringKey(order.nodeId, order.resource.id, order.task, order.intervalMs)
    : null;
}

/** Runs an operation that was ordered of this node. */
export function runOwn(state: ControllerState, order: OperationOrder): void {
  const recurring = recurringKeyOf(order);
  if (recurring !== null) cancelOwnRecurring(state, recurring);
  const effectId = newEffectId(state);
  state.running.set(effectId, {
    kind: 'operation',
    transitionKey: order.transitionKey,
    recurringKey: recurring,
  });
  if (recurring !== null) state.recurringEffects.set(recurring, { effectId, order });
  emit(state, { kind: 'run-operation', effectId, order });
}

/** Ends a recurring operation of this node, if it runs. */
export function cancelOwnRecurring(state: ControllerState, key: string): void {
  const own = state.recurringEffects.get(key);
  if (own === undefined) return;
  state.recurringEffects.delete(key);
  state.running.delete(own.effectId);
  const effectId = newEffectId(state);
  state.running.set(effectId, { kind: 'cancel' });
  const { resource, task, intervalMs } = own.order;
  emit(state, {
    kind: 'cancel-operation',
    effectId,
    resource: resource.id,
    task,
    intervalMs,
    startedBy: own.effectId,
  });
}

/** Ends the recurring operations that an order makes pointless: for all in the table, on this node also in fact. */
export function endRecurringOf(
  state: ControllerState,
  nodeId: string,
  resource: string,
  task: string | null,
): void {
  if (task !== null && !ENDS_RECURRING.has(task)) return;
  for (const [key, { order }] of Object.entries(state.replicated.recurring)) {
    if (order.nodeId !== nodeId || order.resource.id !== resource) continue;
    delete state.replicated.recurring[key];
    // An entry of what does not run any more would keep it from being begun again, should the stop fail.
    const node = nodeState(state.cib, nodeId);
    const history = node === null ? null : findHistory(node, resource);
    if (history !== null) removeEntry(history, `${resource}_${order.task}_${order.intervalMs}`);
    if (order.executor === state.options.self.nodeId) cancelOwnRecurring(state, key);
  }
}
