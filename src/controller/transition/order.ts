import { parseLeadingInteger } from '../../result/integer.ts';
import { actionAttributes } from '../../scheduler/graph/attributes.ts';
import { fullActionElement, namedPrimitive, primitiveElement } from '../../scheduler/graph/element.ts';
import type { Action } from '../../scheduler/model/action.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { OperationOrder } from '../model/operation.ts';

const DEFAULT_TIMEOUT_MS = 20_000;

/** The order for a resource action; `null` when it names no resource or no node. */
export function operationOrder(
  cluster: Cluster,
  action: Action,
  transition: number,
  uuid: string,
): OperationOrder | null {
  const primitive = namedPrimitive(action);
  const { node } = action;
  if (primitive === null || node === null) return null;
  const names = new Map(primitiveElement(primitive));
  const parameters = Object.fromEntries(actionAttributes(cluster, action));
  const targetRc = parseLeadingInteger(parameters.CRM_meta_op_target_rc ?? '') ?? 0;
  const lock = fullActionElement(action).attributes.find(([name]) => name === 'shutdown-lock');
  const id = names.get('id') ?? primitive.id;
  return {
    transitionKey: `${action.id}:${transition}:${targetRc}:${uuid}`,
    key: keyInHistory(id, action),
    resource: {
      id,
      class: names.get('class') ?? '',
      provider: names.get('provider') ?? null,
      type: names.get('type') ?? '',
    },
    node: node.name,
    nodeId: node.id,
    executor: Number(node.id),
    task: action.task,
    intervalMs: action.intervalMs,
    timeoutMs: timeoutOf(parameters),
    startDelayMs: Math.max(0, parseLeadingInteger(parameters.CRM_meta_start_delay ?? '') ?? 0),
    targetRc,
    parameters,
    shutdownLock: lock?.[1] ?? null,
    isNoWait: parameters.CRM_meta_op_no_wait === 'true',
  };
}

/** Key by the id under which history knows the resource, which for anonymous instances is not that of the instance. */
function keyInHistory(id: string, action: Action): string {
  if (action.task !== 'notify') return `${id}_${action.task}_${action.intervalMs}`;
  return `${id}_${action.metaValue('notify_type')}_notify_${action.metaValue('notify_operation')}_0`;
}

/** The graph carries plain milliseconds. */
function timeoutOf(parameters: Readonly<Record<string, string>>): number {
  const timeout = parseLeadingInteger(parameters.CRM_meta_timeout ?? '');
  return timeout === null || timeout <= 0 ? DEFAULT_TIMEOUT_MS : timeout;
}
