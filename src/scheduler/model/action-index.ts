import type { Action } from './action.ts';
import type { ClusterNode } from './node.ts';

/** A resource's actions of one key, in creation order, found by node without a search. */
export class ActionList {
  readonly all: Action[] = [];
  /** The oldest action on each node, by node index. */
  readonly #oldest: (Action | undefined)[] = [];
  #withoutNode = 0;

  add(action: Action): void {
    this.all.push(action);
    if (action.node === null) this.#withoutNode++;
    else this.#oldest[action.node.index] ??= action;
  }

  /** Gives every action that has no node yet this one (spec C1.2.3). */
  place(node: ClusterNode): void {
    if (this.#withoutNode === 0) return;
    for (const action of this.all) {
      if (action.node !== null) continue;
      action.node = node;
      const other = this.#oldest[node.index];
      if (other === undefined || other.id > action.id) this.#oldest[node.index] = action;
    }
    this.#withoutNode = 0;
  }

  oldestOn(node: ClusterNode): Action | null {
    return this.#oldest[node.index] ?? null;
  }
}

/** A resource's actions by key; keys are compared without regard to case (spec C1.2.3). */
export class ActionIndex {
  readonly #lists = new Map<string, ActionList>();

  get(key: string): ActionList | null {
    return this.#lists.get(key) ?? this.#lists.get(key.toLowerCase()) ?? null;
  }

  /** The list of a key, made if there is none yet. */
  list(key: string): ActionList {
    let list = this.get(key);
    if (list === null) {
      list = new ActionList();
      this.#lists.set(key.toLowerCase(), list);
      // As written as well, so that a look-up needs no lower-casing.
      this.#lists.set(key, list);
    }
    return list;
  }
}
