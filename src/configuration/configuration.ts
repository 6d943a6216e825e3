import { childOf } from '../cib/xml/child-of.ts';
import type { XmlElement } from '../cib/xml/element.ts';

/** Elements whose `id` names another element instead of being their own. */
const REFERENCES: ReadonlySet<string> = new Set(['resource_ref', 'obj_ref', 'role']);

/** Parts of the configuration, in the order in which they stand in it. */
const SECTIONS = [
  'crm_config',
  'nodes',
  'resources',
  'constraints',
  'acls',
  'fencing-topology',
  'op_defaults',
  'rsc_defaults',
  'alerts',
  'tags',
] as const;

export type SectionName = (typeof SECTIONS)[number];

/**
 * The configuration of a CIB, to be read and changed in place. Keeps which element is where and which ids are taken, so
 * that changes go through its methods. The status is never touched.
 */
export class Configuration {
  /** The `<cib>` element. */
  readonly root: XmlElement;
  /** Elements that were put in, or to another place; they need a layout. */
  readonly placed: Set<XmlElement> = new Set();
  #parents: Map<XmlElement, XmlElement> | null = null;
  #owners: Map<string, XmlElement> | null = null;

  constructor(root: XmlElement) {
    this.root = root;
  }

  get element(): XmlElement {
    return childOf(this.root, 'configuration');
  }

  /** A part of the configuration as it is; `null` when there is none. */
  section(name: SectionName): XmlElement | null {
    return this.element.first(name);
  }

  /** A part of the configuration to put something into: made in its place when missing. */
  neededSection(name: SectionName, make: (name: string) => XmlElement): XmlElement {
    const found = this.section(name);
    if (found !== null) return found;
    const made = make(name);
    const later = SECTIONS.slice(SECTIONS.indexOf(name) + 1) as readonly string[];
    const next = [...this.element.elements()].find((element) => later.includes(element.name)) ?? null;
    this.insert(this.element, made, next);
    return made;
  }

  /** The element that has an id of its own; `null` when there is none. */
  byId(id: string): XmlElement | null {
    return this.#index().get(id) ?? null;
  }

  isIdTaken(id: string): boolean {
    return this.#index().has(id);
  }

  /** The wanted id, or with the first number behind it that makes it free: `id`, `id-1`, `id-2` … */
  freeId(wanted: string): string {
    let id = wanted;
    for (let number = 1; this.isIdTaken(id); number++) id = `${wanted}-${number}`;
    return id;
  }

  parentOf(element: XmlElement): XmlElement | null {
    this.#index();
    return this.#parents?.get(element) ?? null;
  }

  /** Puts an element before another one of the parent's children, or at the end. */
  insert(parent: XmlElement, element: XmlElement, before: XmlElement | null = null): void {
    const at = before === null ? -1 : parent.children.indexOf(before);
    if (at < 0) {
      const { children } = parent;
      let end = children.length;
      while (end > 0 && children[end - 1]?.kind === 'text') end--;
      children.splice(end, 0, element);
    } else parent.children.splice(at, 0, element);
    this.placed.add(element);
    this.#enter(element, parent);
  }

  /** Takes an element with everything in it out of the configuration. */
  remove(element: XmlElement): void {
    const parent = this.parentOf(element);
    if (parent === null || !parent.remove(element)) return;
    this.#leave(element);
  }

  /** Every element of the configuration. */
  *all(): Generator<XmlElement> {
    yield* this.#below(this.element);
  }

  *#below(element: XmlElement): Generator<XmlElement> {
    for (const child of element.elements()) {
      yield child;
      yield* this.#below(child);
    }
  }

  #index(): Map<string, XmlElement> {
    if (this.#owners === null) {
      this.#owners = new Map();
      this.#parents = new Map();
      this.#enter(this.element, this.root);
    }
    return this.#owners;
  }

  #enter(element: XmlElement, parent: XmlElement): void {
    if (this.#owners === null) return;
    this.#parents?.set(element, parent);
    const id = element.get('id');
    if (id !== null && !REFERENCES.has(element.name) && !this.#owners.has(id)) this.#owners.set(id, element);
    for (const child of element.elements()) this.#enter(child, element);
  }

  #leave(element: XmlElement): void {
    this.#parents?.delete(element);
    const id = element.get('id');
    if (id !== null && this.#owners?.get(id) === element) this.#owners.delete(id);
    for (const child of element.elements()) this.#leave(child);
  }
}
