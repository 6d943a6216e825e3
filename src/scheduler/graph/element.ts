import { keyOf } from '../actions/key.ts';
import { routerNode } from '../actions/remote.ts';
import type { Action } from '../model/action.ts';
import { isRemoteOrGuest } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';

/** Kind of an action in the graph (spec C5.4.1). */
export type ActionElementName = 'rsc_op' | 'pseudo_event' | 'crm_event';

/** Name and own attributes of the element that stands for an action, as it appears in sets and triggers. */
export interface ActionElement {
  readonly name: ActionElementName;
  readonly attributes: readonly (readonly [string, string])[];
}

const CLUSTER_TASKS: ReadonlySet<string> = new Set(['do_shutdown', 'clear_failcount', 'lrm_delete']);

/** Kind of an action in the graph (spec C5.4.1). */
export function elementName(action: Action): ActionElementName {
  if (action.task === 'stonith') return action.isPseudo ? 'pseudo_event' : 'crm_event';
  if (CLUSTER_TASKS.has(action.task)) return 'crm_event';
  return action.isPseudo ? 'pseudo_event' : 'rsc_op';
}

/** The element of an action without its children, as in triggers (spec C5.4.2). */
export function actionElement(action: Action): ActionElement {
  const name = elementName(action);
  const attributes: [string, string][] = [];
  if (action.task === 'lrm_delete') attributes.push(['mode', 'cib']);
  const key = operationKeyOf(action);
  attributes.push(['id', String(action.id)], ['operation', action.task], ['operation_key', key]);
  if (action.resource !== null && action.resource.historyName !== null) {
    attributes.push(['internal_operation_key', action.key]);
  }
  const node = action.node;
  if (node !== null && (!action.isPseudo || action.task === 'stonith')) {
    attributes.push(['on_node', node.name], ['on_node_uuid', node.id]);
    if (isRemoteOrGuest(node) && action.task !== 'stonith') {
      const router = routerNode(action);
      if (router !== null) attributes.push(['router_node', router.name]);
    }
  }
  return { name, attributes };
}

/** The element of an action as it is carried out, with the shutdown lock to record (spec C5.4.2, C2.12). */
export function fullActionElement(action: Action): ActionElement {
  const element = actionElement(action);
  const { node, resource } = action;
  if (action.isPseudo || resource === null || node === null || resource.lockNode !== node) return element;
  if (node.isShutdown && action.task !== 'stop') return element;
  return { ...element, attributes: [...element.attributes, ['shutdown-lock', String(resource.lockTime)]] };
}

/** Operation key as agents and history know it: with the instance name of history where there is one. */
export function operationKeyOf(action: Action): string {
  const historyName = action.resource?.historyName ?? null;
  if (historyName === null) return action.key;
  if (action.task === 'notify') {
    const type = action.metaValue('notify_type');
    const operation = action.metaValue('notify_operation');
    return `${historyName}_${type}_notify_${operation}_0`;
  }
  if (action.cancelTask !== null) return keyOf(historyName, action.cancelTask, action.intervalMs);
  return keyOf(historyName, action.task, action.intervalMs);
}

/** Attributes of the `primitive` element of a real resource action (spec C5.4.3). */
export function primitiveElement(resource: Primitive): readonly (readonly [string, string])[] {
  const attributes: [string, string][] = [];
  const { historyName } = resource;
  if (resource.isOrphan && historyName !== null) {
    attributes.push(['id', historyName], ['long-id', resource.id]);
  } else if (!resource.isUnique) {
    const longId = historyName !== null && historyName !== resource.configuredId ? historyName : resource.id;
    attributes.push(['id', resource.configuredId], ['long-id', longId]);
  } else attributes.push(['id', resource.id]);
  for (const name of ['class', 'provider', 'type']) {
    const value = resource.meta.get(name);
    if (value !== undefined) attributes.push([name, value]);
  }
  return attributes;
}

/** The primitive an action is about, when its element names one. */
export function namedPrimitive(action: Action): Primitive | null {
  const resource: Resource | null = action.resource;
  return resource?.kind === 'primitive' && !action.isPseudo ? resource : null;
}
