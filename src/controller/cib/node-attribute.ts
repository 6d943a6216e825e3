import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { addScores, formatScore } from '../../result/score.ts';
import { parseScore } from '../../result/score-text.ts';
import type { AttributeLifetime } from '../model/cib-change.ts';
import { nodeState, nodeStateFor } from './node-status.ts';

/** A cluster node of the configuration or the status. */
export interface KnownNode {
  readonly id: string;
  readonly name: string;
}

/** Finds a node by name, or by id, in any case. */
export function findNode(root: XmlElement, text: string): KnownNode | null {
  const wanted = text.toLowerCase();
  let byId: KnownNode | null = null;
  for (const node of knownNodes(root)) {
    if (node.name.toLowerCase() === wanted) return node;
    if (node.id.toLowerCase() === wanted) byId ??= node;
  }
  return byId;
}

/**
 * Whether a node has a life that transient attributes can belong to: that of its daemon, which is a member, or, for a
 * remote or guest node, that of its connection.
 */
export function hasLife(id: string, members: Readonly<Record<string, unknown>>): boolean {
  return members[id] !== undefined || !/^[1-9]\d*$/.test(id);
}

/** All nodes of the configuration, then those that only have a status. */
export function knownNodes(root: XmlElement): KnownNode[] {
  const nodes = new Map<string, KnownNode>();
  const add = (element: XmlElement): void => {
    const id = element.get('id');
    const name = element.get('uname');
    if (id !== null && name !== null && !nodes.has(id)) nodes.set(id, { id, name });
  };
  for (const node of root.first('configuration')?.first('nodes')?.elements('node') ?? []) add(node);
  for (const state of root.first('status')?.elements('node_state') ?? []) add(state);
  return [...nodes.values()];
}

function setOf(
  root: XmlElement,
  node: KnownNode,
  lifetime: AttributeLifetime,
  make: boolean,
): XmlElement | null {
  let holder: XmlElement | null;
  let id: string;
  if (lifetime === 'transient') {
    const state = make ? nodeStateFor(root, node.id, node.name) : nodeState(root, node.id);
    if (state === null) return null;
    holder = state.first('transient_attributes');
    if (holder === null && make) {
      holder = childOf(state, 'transient_attributes');
      holder.set('id', node.id);
    }
    id = `status-${node.id}`;
  } else {
    const nodes = root.first('configuration')?.first('nodes') ?? null;
    holder = null;
    for (const element of nodes?.elements('node') ?? [])
      if (element.get('id') === node.id) holder ??= element;
    id = `nodes-${node.id}`;
  }
  if (holder === null) return null;
  const found = holder.first('instance_attributes');
  if (found !== null || !make) return found;
  const made = new XmlElement('instance_attributes', ['id', id]);
  holder.children.push(made);
  return made;
}

function pairOf(set: XmlElement, name: string): XmlElement | null {
  for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair;
  return null;
}

/** Value of a node's attribute; `null` when it has none. */
export function readAttribute(
  root: XmlElement,
  node: KnownNode,
  name: string,
  lifetime: AttributeLifetime,
): string | null {
  const set = setOf(root, node, lifetime, false);
  return set === null ? null : (pairOf(set, name)?.get('value') ?? null);
}

/** Sets (or with `null` deletes) a node's attribute; true when that changed anything. */
export function setAttribute(
  root: XmlElement,
  node: KnownNode,
  name: string,
  value: string | null,
  lifetime: AttributeLifetime,
): boolean {
  const set = setOf(root, node, lifetime, value !== null);
  if (set === null) return false;
  const pair = pairOf(set, name);
  if (value === null) return pair !== null && set.remove(pair);
  const written = countedValue(value, pair?.get('value') ?? null);
  if (pair?.get('value') === written) return false;
  if (pair !== null) pair.set('value', written);
  else {
    const id = `${set.get('id') ?? node.id}-${name.replaceAll(/[^A-Za-z0-9._-]/g, '.')}`;
    set.children.push(new XmlElement('nvpair', ['id', id, 'name', name, 'value', written]));
  }
  return true;
}

/** Works `value++` and `value+=N` out. */
export function countedValue(value: string, before: string | null): string {
  const step =
    value === 'value++' ? 1 : value.startsWith('value+=') ? (parseLeadingInteger(value.slice(7)) ?? 0) : null;
  return step === null ? value : formatScore(addScores(parseScore(before), step));
}

/** All attributes of a node of one lifetime. */
export function attributesOf(
  root: XmlElement,
  node: KnownNode,
  lifetime: AttributeLifetime,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of setOf(root, node, lifetime, false)?.elements('nvpair') ?? []) {
    const name = pair.get('name');
    if (name !== null) values.set(name, pair.get('value') ?? '');
  }
  return values;
}
