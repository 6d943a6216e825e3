import type { XmlElement } from '../xml/element.ts';

/** Elements that others may stand for by `id-ref` (spec A3.1.1, A3.2, A3.4.2, A3.8.1, B5.5). */
const REFERABLE: ReadonlySet<string> = new Set([
  'cluster_property_set',
  'instance_attributes',
  'meta_attributes',
  'utilization',
  'nvpair',
  'rule',
  'operations',
  'resource_set',
]);

/**
 * Finds the element that an `id-ref` names: the first one of the same element name anywhere in the document. The index
 * is built at the first question, since most documents never ask one. Operation history cannot hold such elements.
 */
export class ReferenceIndex {
  readonly #root: XmlElement;
  #byName: Map<string, Map<string, XmlElement>> | null = null;

  constructor(root: XmlElement) {
    this.#root = root;
  }

  find(name: string, id: string): XmlElement | null {
    if (this.#byName === null) {
      this.#byName = new Map();
      this.#collect(this.#root, this.#byName);
    }
    return this.#byName.get(name)?.get(id) ?? null;
  }

  /** The element itself, or the one its `id-ref` names; `null` when that does not exist. */
  follow(element: XmlElement): XmlElement | null {
    const reference = element.get('id-ref');
    return reference === null ? element : this.find(element.name, reference);
  }

  #collect(element: XmlElement, byName: Map<string, Map<string, XmlElement>>): void {
    if (REFERABLE.has(element.name)) {
      const id = element.get('id');
      if (id !== null) {
        let byId = byName.get(element.name);
        if (byId === undefined) {
          byId = new Map();
          byName.set(element.name, byId);
        }
        if (!byId.has(id)) byId.set(id, element);
      }
    }
    if (element.name === 'lrm') return;
    for (const child of element.children) if (child.kind === 'element') this.#collect(child, byName);
  }
}
