import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { NodeStateValues } from '../model/cib-change.ts';
import { keepChildren } from './tree.ts';

/** Status entry of a node by its id; `null` when it has none. */
export function nodeState(root: XmlElement, id: string): XmlElement | null {
  for (const state of root.first('status')?.elements('node_state') ?? []) {
    if (state.get('id') === id) return state;
  }
  return null;
}

/** Status entry of a node, made when it has none. */
export function nodeStateFor(root: XmlElement, id: string, name: string): XmlElement {
  const found = nodeState(root, id);
  if (found !== null) return found;
  const made = new XmlElement('node_state', ['id', id, 'uname', name]);
  childOf(root, 'status').children.push(made);
  return made;
}

/** Sets values of a node's status entry; true when any was different. */
export function setNodeState(root: XmlElement, id: string, name: string, values: NodeStateValues): boolean {
  let isChanged = nodeState(root, id) === null;
  const state = nodeStateFor(root, id, name);
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['uname', name],
    ['in_ccm', values.inCcm === undefined ? undefined : String(values.inCcm)],
    ['crmd', values.crmd],
    ['join', values.join],
    ['expected', values.expected],
  ];
  for (const [attribute, value] of pairs) {
    if (value === undefined || state.get(attribute) === value) continue;
    state.set(attribute, value);
    isChanged = true;
  }
  return isChanged;
}

/** Forgets what a node runs; resources locked to it by its shutdown stay known, without their history. */
export function clearHistory(root: XmlElement, id: string): boolean {
  const state = nodeState(root, id);
  const lrm = state?.first('lrm') ?? null;
  if (state === null || lrm === null) return false;
  const locked: XmlElement[] = [];
  for (const resource of lrm.first('lrm_resources')?.elements('lrm_resource') ?? []) {
    if (resource.get('shutdown-lock') === null) continue;
    keepChildren(resource, (child) => child.name !== 'lrm_rsc_op');
    locked.push(resource);
  }
  state.remove(lrm);
  if (locked.length > 0) {
    const resources = new XmlElement('lrm_resources', [], locked);
    state.children.push(new XmlElement('lrm', ['id', id], [resources]));
  }
  return true;
}

/** Forgets a node's transient attributes. */
export function clearTransientAttributes(root: XmlElement, id: string): boolean {
  const state = nodeState(root, id);
  return state !== null && keepChildren(state, (child) => child.name !== 'transient_attributes');
}
