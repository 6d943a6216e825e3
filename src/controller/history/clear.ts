import type { XmlElement } from '../../cib/xml/element.ts';
import { findById } from '../cib/element-target.ts';
import { attributesOf, findNode, type KnownNode, knownNodes, setAttribute } from '../cib/node-attribute.ts';
import { nodeState } from '../cib/node-status.ts';
import { findHistory, historiesOf, removeHistory } from './resource-history.ts';

/** What is to be forgotten; `null` means all. */
export interface ClearScope {
  readonly node: string | null;
  readonly resource: string | null;
}

/** A history that was forgotten. */
export interface ForgottenHistory {
  readonly nodeId: string;
  readonly resource: string;
}

function nodesOf(root: XmlElement, scope: ClearScope): readonly KnownNode[] {
  if (scope.node === null) return knownNodes(root);
  const node = findNode(root, scope.node);
  return node === null ? [] : [node];
}

/** Ids of the primitives that are or are in a resource; the id itself when it is not configured. */
export function primitivesOf(root: XmlElement, id: string): ReadonlySet<string> {
  const names = new Set<string>([id, id.replace(/:\d+$/, '')]);
  const resources = root.first('configuration')?.first('resources') ?? null;
  const found = resources === null ? null : findById(resources, id.replace(/:\d+$/, ''), null);
  const visit = (element: XmlElement): void => {
    if (element.name === 'primitive') names.add(element.get('id') ?? '');
    for (const child of element.elements()) visit(child);
  };
  if (found !== null) visit(found.element);
  return names;
}

/** Whether a name of history, maybe with an instance number, is one of these resources. */
function isOneOf(names: ReadonlySet<string> | null, historyId: string, asked: string | null): boolean {
  if (names === null) return true;
  if (asked?.includes(':') === true) return historyId === asked;
  return names.has(historyId) || names.has(historyId.replace(/:\d+$/, ''));
}

/** Clears fail counts, and the failures from history; true when there were any. */
export function clearFailures(root: XmlElement, scope: ClearScope, operation: string | null): boolean {
  const names = scope.resource === null ? null : primitivesOf(root, scope.resource);
  let isChanged = false;
  for (const node of nodesOf(root, scope)) {
    for (const name of attributesOf(root, node, 'transient').keys()) {
      const match = /^(?:fail-count|last-failure)-([^#]+)(?:#(.*))?$/.exec(name);
      if (match === null || !isOneOf(names, match[1] as string, scope.resource)) continue;
      if (operation !== null && match[2] !== undefined && match[2] !== operation) continue;
      if (setAttribute(root, node, name, null, 'transient')) isChanged = true;
    }
    const state = nodeState(root, node.id);
    for (const history of state === null ? [] : historiesOf(state)) {
      const id = history.get('id') ?? '';
      if (!isOneOf(names, id, scope.resource)) continue;
      for (const entry of [...history.elements('lrm_rsc_op')]) {
        if (entry.get('id') !== `${id}_last_failure_0`) continue;
        if (operation !== null && `${entry.get('operation')}_${entry.get('interval')}` !== operation)
          continue;
        if (history.remove(entry)) isChanged = true;
      }
    }
  }
  return isChanged;
}

/** Whether a history tells of a failure: a result that was not the one asked for. */
function tellsOfFailure(history: XmlElement): boolean {
  for (const entry of history.elements('lrm_rsc_op')) {
    if (entry.get('id')?.endsWith('_last_failure_0') === true) return true;
    const status = entry.get('op-status');
    if (status === '-1' || status === '1' || status === null) continue;
    const target = entry.get('transition-key')?.split(':')[2] ?? null;
    if (status !== '0' || (target !== null && target !== entry.get('rc-code'))) return true;
  }
  return false;
}

/** Names the histories that `delete-history` is about, without changing anything. */
export function selectHistories(
  root: XmlElement,
  scope: ClearScope,
  failedOnly: boolean,
): ForgottenHistory[] {
  const names = scope.resource === null ? null : primitivesOf(root, scope.resource);
  const selected: ForgottenHistory[] = [];
  for (const node of nodesOf(root, scope)) {
    const state = nodeState(root, node.id);
    for (const history of state === null ? [] : historiesOf(state)) {
      const id = history.get('id') ?? '';
      if (!isOneOf(names, id, scope.resource)) continue;
      if (!failedOnly || tellsOfFailure(history)) selected.push({ nodeId: node.id, resource: id });
    }
  }
  return selected;
}

/** Forgets the given histories. */
export function forgetHistories(root: XmlElement, histories: readonly ForgottenHistory[]): boolean {
  let isChanged = false;
  for (const { nodeId, resource } of histories) {
    const state = nodeState(root, nodeId);
    if (state !== null && findHistory(state, resource) !== null) {
      isChanged = removeHistory(state, resource) || isChanged;
    }
  }
  return isChanged;
}
