import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { OperationResource } from '../model/operation.ts';

/** Histories by resource id for every `lrm_resources` that was looked into: a node may run thousands. */
const indexes = new WeakMap<XmlElement, Map<string, XmlElement>>();

function indexOf(resources: XmlElement): Map<string, XmlElement> {
  let index = indexes.get(resources);
  if (index === undefined) {
    index = new Map();
    for (const history of resources.elements('lrm_resource')) {
      const id = history.get('id');
      if (id !== null && !index.has(id)) index.set(id, history);
    }
    indexes.set(resources, index);
  }
  return index;
}

/** All histories of a node. */
export function historiesOf(state: XmlElement): Iterable<XmlElement> {
  return state.first('lrm')?.first('lrm_resources')?.elements('lrm_resource') ?? [];
}

/** History of a resource on a node; `null` when there is none. */
export function findHistory(state: XmlElement, resource: string): XmlElement | null {
  const resources = state.first('lrm')?.first('lrm_resources') ?? null;
  return resources === null ? null : (indexOf(resources).get(resource) ?? null);
}

/** History of a resource on a node, made when there is none. */
export function historyFor(state: XmlElement, resource: OperationResource): XmlElement {
  let lrm = state.first('lrm');
  if (lrm === null) {
    lrm = childOf(state, 'lrm');
    lrm.set('id', state.get('id') ?? '');
  }
  const resources = childOf(lrm, 'lrm_resources');
  const index = indexOf(resources);
  const found = index.get(resource.id);
  if (found !== undefined) {
    describe(found, resource);
    return found;
  }
  const made = new XmlElement('lrm_resource', ['id', resource.id]);
  describe(made, resource);
  resources.children.push(made);
  index.set(resource.id, made);
  return made;
}

function describe(history: XmlElement, resource: OperationResource): void {
  history.set('class', resource.class);
  if (resource.provider === null) history.unset('provider');
  else history.set('provider', resource.provider);
  history.set('type', resource.type);
}

/** Forgets a resource's history on a node; false when there was none. */
export function removeHistory(state: XmlElement, resource: string): boolean {
  const resources = state.first('lrm')?.first('lrm_resources') ?? null;
  if (resources === null) return false;
  const found = indexOf(resources).get(resource);
  if (found === undefined) return false;
  indexOf(resources).delete(resource);
  return resources.remove(found);
}

/** Entry of a history by id. */
export function findEntry(history: XmlElement, id: string): XmlElement | null {
  for (const entry of history.elements('lrm_rsc_op')) if (entry.get('id') === id) return entry;
  return null;
}

/** Removes an entry of a history by id; false when there was none. */
export function removeEntry(history: XmlElement, id: string): boolean {
  const entry = findEntry(history, id);
  return entry !== null && history.remove(entry);
}
