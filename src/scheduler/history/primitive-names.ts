import type { Cluster } from '../model/cluster.ts';
import { leaves, type Primitive } from '../model/resource.ts';

/** Index of all primitives by id and by the name history knows them by (spec C1.7). */
export class PrimitiveNames {
  readonly #byName = new Map<string, Primitive[]>();

  constructor(cluster: Cluster) {
    for (const top of cluster.resources) {
      for (const leaf of leaves(top)) {
        this.#add(leaf.id, leaf);
        if (leaf.historyName !== null && leaf.historyName !== leaf.id) this.#add(leaf.historyName, leaf);
      }
    }
    for (const list of this.#byName.values()) list.reverse();
  }

  /** Primitives of a name, last in tree order first. */
  named(name: string): readonly Primitive[] {
    return this.#byName.get(name) ?? [];
  }

  #add(name: string, leaf: Primitive): void {
    const list = this.#byName.get(name);
    if (list === undefined) this.#byName.set(name, [leaf]);
    else list.push(leaf);
  }
}
