import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import { setAttributes } from './cib-editor.ts';

/** Feature set written into records of operations that were only imagined (spec A0.2). */
const FEATURE_SET = '3.16.1';
const NO_UUID = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

/** Who an operation is recorded for. */
export interface RecordedResource {
  /** Id as configured: history is created under it. */
  readonly id: string;
  readonly class: string;
  readonly provider: string | null;
  readonly type: string;
}

/** The result of an operation, as it enters history (spec C6.5.6). */
export interface OperationRecord {
  readonly key: string;
  readonly task: string;
  readonly intervalMs: number;
  readonly rc: number;
  readonly targetRc: number;
  readonly exitReason: string;
  readonly notification: { readonly type: string; readonly operation: string } | null;
  readonly migrateSource: string | null;
  readonly migrateTarget: string | null;
  /** Digest of the parameters it ran with; `null` when they are not known. */
  readonly digest: string | null;
  /** Epoch seconds. */
  readonly time: number;
}

/** Histories of one node by id, `null` for an id that is there twice; valid while the number of children is the same. */
interface HistoryIndex {
  size: number;
  readonly byId: Map<string, XmlElement | null>;
}

const indexes = new WeakMap<XmlElement, HistoryIndex>();

function addToIndex({ byId }: HistoryIndex, history: XmlElement): void {
  const id = history.get('id');
  if (id !== null) byId.set(id, byId.has(id) ? null : history);
}

function indexOf(resources: XmlElement): HistoryIndex {
  const known = indexes.get(resources);
  if (known !== undefined && known.size === resources.children.length) return known;
  const index: HistoryIndex = { size: resources.children.length, byId: new Map() };
  for (const history of resources.elements('lrm_resource')) addToIndex(index, history);
  indexes.set(resources, index);
  return index;
}

/**
 * History of a resource on a node under any of the given ids, the first one first; `null` when there is none, or more
 * than one of an id.
 */
export function findHistory(state: XmlElement, ids: readonly string[]): XmlElement | null {
  const resources = state.first('lrm')?.first('lrm_resources');
  if (resources == null) return null;
  const { byId } = indexOf(resources);
  for (const id of ids) {
    const history = byId.get(id);
    if (history != null) return history;
  }
  return null;
}

/** Makes the history of a resource on a node. */
export function createHistory(state: XmlElement, resource: RecordedResource): XmlElement {
  let lrm = state.first('lrm');
  if (lrm === null) {
    lrm = childOf(state, 'lrm');
    lrm.set('id', state.get('id') ?? '');
  }
  const history = new XmlElement('lrm_resource', ['id', resource.id, 'class', resource.class]);
  if (resource.provider !== null) history.set('provider', resource.provider);
  history.set('type', resource.type);
  const resources = childOf(lrm, 'lrm_resources');
  const index = indexOf(resources);
  resources.children.push(history);
  addToIndex(index, history);
  index.size++;
  return history;
}

/** Next call id: one more than the highest one used for the resource so far. */
function nextCallId(history: XmlElement): number {
  let highest = 0;
  for (const entry of history.elements('lrm_rsc_op')) {
    const id = Number.parseInt(entry.get('call-id') ?? '', 10);
    if (id > highest) highest = id;
  }
  return highest + 1;
}

/** Ids under which a result is kept (spec C6.5.6): a failure of a one-time operation is kept twice. */
function entryIds(id: string, record: OperationRecord): string[] {
  const { task, notification } = record;
  if (task === 'notify' && notification !== null) {
    return [`${id}_${notification.type}_notify_${notification.operation}_0`];
  }
  if (task === 'migrate_to' || task === 'migrate_from') return [record.key];
  if (record.rc !== record.targetRc) {
    const failure = `${id}_last_failure_0`;
    return record.intervalMs === 0 ? [failure, `${id}_last_0`] : [failure];
  }
  return record.intervalMs > 0 ? [`${id}_${task}_${record.intervalMs}`] : [`${id}_last_0`];
}

/** Enters the result of an operation into a resource's history, as the executor of the node would. */
export function recordOperation(history: XmlElement, id: string, record: OperationRecord): void {
  const callId = nextCallId(history);
  const transitionKey = `${callId}:-1:${record.targetRc}:${NO_UUID}`;
  const values: [string, string][] = [
    ['operation_key', record.key],
    ['operation', record.task],
    ['crm-debug-origin', 'crm_simulate'],
    ['crm_feature_set', FEATURE_SET],
    ['transition-key', transitionKey],
    ['transition-magic', `0:${record.rc};${transitionKey}`],
    ['exit-reason', record.exitReason],
    ['call-id', String(callId)],
    ['rc-code', String(record.rc)],
    ['op-status', '0'],
    ['interval', String(record.intervalMs)],
    ['last-rc-change', String(record.time)],
    ['exec-time', '0'],
    ['queue-time', '0'],
  ];
  if (record.migrateSource !== null) values.push(['migrate_source', record.migrateSource]);
  if (record.migrateTarget !== null) values.push(['migrate_target', record.migrateTarget]);
  if (record.digest !== null) values.push(['op-digest', record.digest]);

  for (const entryId of entryIds(id, record)) {
    let entry: XmlElement | null = null;
    for (const candidate of history.elements('lrm_rsc_op')) {
      if (candidate.get('id') === entryId) {
        entry = candidate;
        break;
      }
    }
    if (entry === null) {
      entry = new XmlElement('lrm_rsc_op', ['id', entryId]);
      history.children.push(entry);
    }
    setAttributes(entry, values);
  }
}
