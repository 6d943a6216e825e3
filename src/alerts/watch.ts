import type { XmlElement } from '../cib/xml/element.ts';
import { attributesOf, knownNodes } from '../controller/cib/node-attribute.ts';
import { isDc, nameOf } from '../controller/emit.ts';
import type { Effect } from '../controller/model/effect.ts';
import type { Event } from '../controller/model/event.ts';
import type { FencingRecord } from '../controller/model/fencing.ts';
import type { OperationOrder, OperationResult } from '../controller/model/operation.ts';
import type { ControllerState } from '../controller/model/state.ts';
import type { AlertEvent } from './event.ts';

type Attributes = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface WatchedOperation {
  readonly order: OperationOrder;
  last: OperationResult | null;
}

/** What was seen so far of one node's controller; changed in place by `alertEvents`. */
export interface AlertWatch {
  /** Operations of this node that are under way, by the effect that began them. */
  readonly operations: Map<number, WatchedOperation>;
  /** Recurring operations that are being ended: effect of the order, by that of its end. */
  readonly ends: Map<number, number>;
  /** Names of nodes that are up, by id; `null` before the first word, and after the membership service was gone. */
  hosts: ReadonlyMap<number, string> | null;
  /** Transient attributes by node id; `null` while no alert asks for them. */
  attributes: Attributes | null;
}

export function newAlertWatch(): AlertWatch {
  return { operations: new Map(), ends: new Map(), hosts: null, attributes: null };
}

/**
 * What a step of the controller means to operators. Pacemaker is followed, as observed (docs/decisions/0152): of nodes and
 * fencings every member tells, of an operation the node that ran it, of an attribute the DC. `state` is that after the step.
 */
export function alertEvents(
  watch: AlertWatch,
  event: Event,
  effects: readonly Effect[],
  state: ControllerState,
): readonly AlertEvent[] {
  const found = [
    ...hostEvents(watch, event, state),
    ...attributeEvents(watch, event, state),
    ...operationEvents(watch, event),
  ];
  for (const effect of effects) {
    if (effect.kind === 'run-operation') {
      watch.operations.set(effect.effectId, { order: effect.order, last: null });
    } else if (effect.kind === 'cancel-operation') watch.ends.set(effect.effectId, effect.startedBy);
    else if (effect.kind === 'fencing-ended') found.push(fencingEvent(effect.record));
  }
  return found;
}

function fencingEvent(record: FencingRecord): AlertEvent {
  const isDone = record.outcome !== 'failed';
  return {
    kind: 'fencing',
    target: record.target,
    operation: record.operation,
    executor: record.executors.at(-1) ?? null,
    client: record.client,
    result: isDone ? 'OK' : record.reason,
    isDone,
    reference: record.id,
  };
}

// ---- nodes: hosts that are up, as the membership service says; a daemon that ends in good order is no loss

function hostEvents(watch: AlertWatch, event: Event, state: ControllerState): AlertEvent[] {
  if (event.kind === 'engine-lost') {
    watch.hosts = null;
    return [];
  }
  if (event.kind !== 'quorum') return [];
  const before = watch.hosts;
  const after = new Map(event.members.map((id) => [id, nameOf(state, id)]));
  watch.hosts = after;
  // Who comes finds the others there: that is no news.
  if (before === null || !state.wasSynchronized) return [];
  const told = (change: 'member' | 'lost', [id, node]: readonly [number, string]): AlertEvent => ({
    kind: 'node',
    node,
    nodeId: String(id),
    change,
  });
  return [
    ...[...before].filter(([id]) => !after.has(id)).map((host) => told('lost', host)),
    ...[...after].filter(([id]) => !before.has(id)).map((host) => told('member', host)),
  ];
}

// ---- operations of this node

function operationEvents(watch: AlertWatch, event: Event): AlertEvent[] {
  if (event.kind !== 'effect-finished') return [];
  const { effectId, result } = event;
  if (result.kind === 'operation') {
    const watched = watch.operations.get(effectId);
    if (watched === undefined) return [];
    const { order } = watched;
    watched.last = result.result;
    if (order.intervalMs === 0) watch.operations.delete(effectId);
    return isNews(order, result.result) ? [operationEvent(order, result.result)] : [];
  }
  if (result.kind !== 'cancelled') return [];
  const begun = watch.ends.get(effectId);
  watch.ends.delete(effectId);
  const watched = begun === undefined ? undefined : watch.operations.get(begun);
  if (begun === undefined || watched === undefined) return [];
  watch.operations.delete(begun);
  const { order, last } = watched;
  return last === null ? [] : [operationEvent(order, { ...last, status: CANCELLED })];
}

const CANCELLED = 1;

/** A probe that finds what was expected tells nobody anything; forgetting a resource runs no agent. */
function isNews(order: OperationOrder, { rc, status }: OperationResult): boolean {
  if (order.task === 'delete') return false;
  const isProbe = order.task === 'monitor' && order.intervalMs === 0;
  return !isProbe || status !== 0 || rc !== order.targetRc;
}

function operationEvent(order: OperationOrder, result: OperationResult): AlertEvent {
  return {
    kind: 'resource',
    node: order.node,
    resource: order.resource.id,
    task: order.task,
    intervalMs: order.intervalMs,
    rc: result.rc,
    targetRc: order.targetRc,
    status: result.status,
    executionMs: result.executionMs,
  };
}

// ---- transient attributes

/** Messages that may change attributes. */
const CHANGING: ReadonlySet<string> = new Set([
  'attribute',
  'flush',
  'change',
  'result',
  'fenced',
  'snapshot',
  'standing',
]);

function attributeEvents(watch: AlertWatch, event: Event, state: ControllerState): AlertEvent[] {
  if (event.kind !== 'membership' && !(event.kind === 'delivered' && CHANGING.has(event.message.body.kind)))
    return [];
  const before = watch.attributes;
  watch.attributes = areAsked(state.cib) ? readAttributes(state.cib) : null;
  const after = watch.attributes;
  // Only the DC tells; a copy of another CIB is no change.
  const isCopy = event.kind === 'delivered' && event.message.body.kind === 'snapshot';
  if (before === null || after === null || isCopy || !isDc(state)) return [];
  const found: AlertEvent[] = [];
  for (const { id, name: node } of knownNodes(state.cib)) {
    // The attributes of a node end with its life; what ended is told of as the loss of the node.
    if (/^[1-9]\d*$/.test(id) && state.replicated.members[id] === undefined) continue;
    const old = before.get(id) ?? NONE;
    const now = after.get(id) ?? NONE;
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      const value = now.get(name) ?? null;
      if ((old.get(name) ?? null) !== value) found.push({ kind: 'attribute', node, nodeId: id, name, value });
    }
  }
  return found;
}

const NONE: ReadonlyMap<string, string> = new Map();

function areAsked(root: XmlElement): boolean {
  for (const alert of root.first('configuration')?.first('alerts')?.elements('alert') ?? [])
    if (alert.first('select')?.first('select_attributes')) return true;
  return false;
}

function readAttributes(root: XmlElement): Attributes {
  return new Map(knownNodes(root).map((node) => [node.id, attributesOf(root, node, 'transient')]));
}
