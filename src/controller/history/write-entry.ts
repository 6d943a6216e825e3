import { allowedText } from '../../cib/xml/characters.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import { FEATURE_SET } from '../../scheduler/graph/attributes.ts';
import { type OperationOrder, type OperationResult, OperationStatus } from '../model/operation.ts';
import { digestAttributes } from './operation-digests.ts';
import { findEntry, findHistory, historyFor, removeEntry } from './resource-history.ts';

/** Exit code of an operation that is not over. */
const UNKNOWN_RC = 193;

/** Tasks that leave no trace in history while they run. */
const UNRECORDED_WHILE_PENDING: ReadonlySet<string> = new Set(['notify', 'cancel', 'delete', 'meta-data']);

/** Tasks whose result is kept under the key of the operation, failed or not (spec C6.5.6). */
const KEPT_BY_KEY: ReadonlySet<string> = new Set(['notify', 'migrate_to', 'migrate_from']);

/** Whether a result is another than the one asked for. */
export function hasFailed(order: OperationOrder, result: Pick<OperationResult, 'rc' | 'status'>): boolean {
  if (result.status === OperationStatus.Cancelled) return false;
  return result.status !== OperationStatus.Done || result.rc !== order.targetRc;
}

/** Name under which an operation enters history: a reload counts as a start (spec C6.5.6). */
function recordedTask(order: OperationOrder): string {
  return order.task === 'reload-agent' || order.task === 'reload' ? 'start' : order.task;
}

/** Id of the entry of a result that was as expected (spec C6.5.6). */
function plainEntryId(order: OperationOrder): string {
  const { id } = order.resource;
  if (KEPT_BY_KEY.has(order.task)) return order.key;
  return order.intervalMs > 0 ? `${id}_${recordedTask(order)}_${order.intervalMs}` : `${id}_last_0`;
}

/** Ids of the entries a result is written to: a failure of a one-time operation is kept twice (spec C6.5.6). */
function entryIds(order: OperationOrder, failed: boolean): readonly string[] {
  const plain = plainEntryId(order);
  if (!failed || KEPT_BY_KEY.has(order.task)) return [plain];
  const failure = `${order.resource.id}_last_failure_0`;
  return order.intervalMs === 0 ? [failure, plain] : [failure];
}

/** Writes that an operation has been ordered (spec A5.6.3.9); `time` is epoch seconds. */
export function writePending(state: XmlElement, order: OperationOrder, time: number): boolean {
  if (UNRECORDED_WHILE_PENDING.has(order.task)) return false;
  const history = historyFor(state, order.resource);
  const values = entryValues(order, { status: OperationStatus.Pending, rc: UNKNOWN_RC, callId: -1, time });
  values.push(['exec-time', '0'], ['queue-time', '0'], ...digestAttributes(order, null));
  write(history, plainEntryId(order), values);
  noteShutdownLock(history, order);
  return true;
}

/** Writes the result of an operation; `time` is epoch seconds. */
export function writeResult(
  state: XmlElement,
  order: OperationOrder,
  result: OperationResult,
  callId: number,
  time: number,
): void {
  const history = historyFor(state, order.resource);
  const failed = hasFailed(order, result);
  const values = entryValues(order, { status: result.status, rc: result.rc, callId, time });
  values.push(['exec-time', String(Math.max(0, result.executionMs))]);
  values.push(['queue-time', String(Math.max(0, result.queueMs))]);
  if (result.exitReason !== '') values.push(['exit-reason', allowedText(result.exitReason)]);
  values.push(...digestAttributes(order, result.agent));
  const ids = entryIds(order, failed);
  for (const id of ids) write(history, id, values);
  const plain = plainEntryId(order);
  if (!ids.includes(plain) && findEntry(history, plain)?.get('op-status') === '-1')
    removeEntry(history, plain);
  noteShutdownLock(history, order);
}

interface EntryFacts {
  readonly status: number;
  readonly rc: number;
  readonly callId: number;
  readonly time: number;
}

function entryValues(order: OperationOrder, facts: EntryFacts): (readonly [string, string])[] {
  const task = recordedTask(order);
  const key = task === order.task ? order.key : `${order.resource.id}_${task}_${order.intervalMs}`;
  const values: (readonly [string, string])[] = [
    ['operation_key', key],
    ['operation', task],
    ['crm-debug-origin', 'hawser'],
    ['crm_feature_set', FEATURE_SET],
    ['transition-key', order.transitionKey],
    ['transition-magic', `${facts.status}:${facts.rc};${order.transitionKey}`],
    ['exit-reason', ''],
    ['on_node', order.node],
    ['call-id', String(facts.callId)],
    ['rc-code', String(facts.rc)],
    ['op-status', String(facts.status)],
    ['interval', String(order.intervalMs)],
    ['last-rc-change', String(facts.time)],
  ];
  if (order.task === 'migrate_to' || order.task === 'migrate_from') {
    for (const name of ['migrate_source', 'migrate_target'] as const) {
      const value = order.parameters[`CRM_meta_${name}`];
      if (value !== undefined) values.push([name, value]);
    }
  }
  return values;
}

/** Writes an entry anew: nothing of an older operation under the same id stays. */
function write(history: XmlElement, id: string, values: readonly (readonly [string, string])[]): void {
  const table = new Map([['id', id], ...values]);
  const entry = new XmlElement('lrm_rsc_op', [...table].flat());
  const old = findEntry(history, id);
  if (old === null) history.children.push(entry);
  else history.children.splice(history.children.indexOf(old), 1, entry);
}

/** A resource stopped by its node's shutdown stays locked to it (spec A5.13, C2.12). */
function noteShutdownLock(history: XmlElement, order: OperationOrder): void {
  if (order.shutdownLock === null) history.unset('shutdown-lock');
  else history.set('shutdown-lock', order.shutdownLock);
}

/** Forgets a recurring operation that was cancelled; false when it was not known. */
export function removeRecurring(
  state: XmlElement,
  resource: string,
  task: string,
  intervalMs: number,
): boolean {
  const history = findHistory(state, resource);
  return history !== null && removeEntry(history, `${resource}_${task}_${intervalMs}`);
}
