import { childOf } from '../../cib/xml/child-of.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import { copyTree } from './copy-tree.ts';
import { hasDuplicates, mergeInto } from './duplicates.ts';

/** Sets several attributes; true when any of them was different before. */
export function setAttributes(element: XmlElement, values: readonly (readonly [string, string])[]): boolean {
  let isChanged = false;
  for (const [name, value] of values) {
    if (element.get(name) === value) continue;
    element.set(name, value);
    isChanged = true;
  }
  return isChanged;
}

/** First descendant of a name, in document order. */
export function findFirst(root: XmlElement, name: string): XmlElement | null {
  for (const child of root.elements()) {
    if (child.name === name) return child;
    const found = findFirst(child, name);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Changes a CIB tree as the cluster itself would: status entries by node, and the version counters of the document
 * (one step of `num_updates` for each change, one of `epoch` for a change of the configuration).
 */
export class CibEditor {
  readonly root: XmlElement;
  readonly status: XmlElement;
  /** Nodes that are written to are added to the configuration where they are missing. */
  addsNodes = false;
  #nodes: Map<string, XmlElement> | null = null;
  readonly #states = new Map<string, XmlElement>();
  /** Whether a status entry has duplicate ids, for those that were written. */
  readonly #damaged = new Map<XmlElement, boolean>();

  /** The tree is changed in place: hand in a copy. A missing status section is added. */
  constructor(root: XmlElement) {
    this.root = root;
    this.status = childOf(root, 'status');
    for (const state of this.status.elements('node_state')) {
      const name = state.get('uname');
      if (name !== null && !this.#states.has(name)) this.#states.set(name, state);
    }
  }

  /** Status entry of a node by its name; `null` when it has none. */
  nodeState(name: string): XmlElement | null {
    return this.#states.get(name) ?? null;
  }

  /** Makes the status entry of a node that has none. */
  createNodeState(name: string, id: string): XmlElement {
    const state = new XmlElement('node_state', ['id', id, 'uname', name]);
    this.status.children.push(state);
    this.#states.set(name, state);
    this.noteChange();
    return state;
  }

  /** `<node>` of the configuration by name; `null` when there is none. */
  configuredNode(name: string): XmlElement | null {
    return this.#configuredNodes().get(name) ?? null;
  }

  /**
   * Whether a top-level primitive is written as the connection to a remote node of this name, or as the host of such a
   * guest node. Members of groups are not looked at (observed).
   */
  namesRemoteNode(name: string): boolean {
    for (const primitive of findFirst(this.root, 'resources')?.elements('primitive') ?? []) {
      if (primitive.get('id') === name && isWrittenAsConnection(primitive)) return true;
      for (const set of primitive.elements('meta_attributes')) {
        for (const pair of set.elements('nvpair')) {
          if (pair.get('name') === 'remote-node' && pair.get('value') === name) return true;
        }
      }
    }
    return false;
  }

  /** Adds a node to the configuration; its id is its name. */
  addConfiguredNode(name: string): void {
    const nodes = findFirst(this.root, 'nodes') ?? childOf(childOf(this.root, 'configuration'), 'nodes');
    const node = new XmlElement('node', ['id', name, 'uname', name]);
    nodes.children.push(node);
    this.#configuredNodes().set(name, node);
    this.noteConfigurationChange();
  }

  #configuredNodes(): Map<string, XmlElement> {
    if (this.#nodes !== null) return this.#nodes;
    this.#nodes = new Map();
    for (const node of findFirst(this.root, 'nodes')?.elements('node') ?? []) {
      const name = node.get('uname');
      if (name !== null && !this.#nodes.has(name)) this.#nodes.set(name, node);
    }
    return this.#nodes;
  }

  /** Removes the child elements of a name; true when there were any. */
  removeChildren(parent: XmlElement, name: string): boolean {
    const before = parent.children.length;
    const kept = parent.children.filter((child) => child.kind !== 'element' || child.name !== name);
    if (kept.length === before) return false;
    parent.children.splice(0, before, ...kept);
    return true;
  }

  /**
   * Changes the status entry of a node and counts it as one change. An entry with duplicate ids is changed the way the
   * cluster would: in a copy that is then merged into what is there.
   */
  edit(state: XmlElement, change: (state: XmlElement) => void): void {
    let isDamaged = this.#damaged.get(state);
    if (isDamaged === undefined) {
      isDamaged = hasDuplicates(state);
      this.#damaged.set(state, isDamaged);
    }
    if (isDamaged) {
      const copy = copyTree(state);
      change(copy);
      mergeInto(state, copy);
    } else change(state);
    this.noteChange();
  }

  /** Counts one change of the document. */
  noteChange(): void {
    this.root.set('num_updates', String(counter(this.root.get('num_updates')) + 1));
  }

  /** Counts one change of the configuration. */
  noteConfigurationChange(): void {
    this.root.set('epoch', String(counter(this.root.get('epoch')) + 1));
    this.root.set('num_updates', '0');
  }
}

function isWrittenAsConnection(primitive: XmlElement): boolean {
  return (
    primitive.get('class') === 'ocf' &&
    primitive.get('provider') === 'pacemaker' &&
    primitive.get('type') === 'remote'
  );
}

function counter(text: string | null): number {
  const value = Number.parseInt(text ?? '0', 10);
  return Number.isNaN(value) ? 0 : value;
}
