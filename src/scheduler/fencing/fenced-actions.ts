import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { leaves, type Primitive } from '../model/resource.ts';

/** What fencing of some node may have to do with, per managed leaf, in resource list order. */
export interface FencedLeaf {
  readonly resource: Primitive;
  /** Actions that need fencing or quorum, newest first. */
  readonly needful: readonly Action[];
  /** Whether the leaf has any stop or demotion. */
  readonly goesDown: boolean;
}

/** Index of the actions that fencing and shutdown of nodes look at; built once per scheduling run (spec C3.4, C2.12). */
export class FencedActions {
  readonly #cluster: Cluster;
  #leaves: FencedLeaf[] | null = null;
  #stops: Map<ClusterNode, Action[]> | null = null;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Managed leaves that have an action worth looking at. */
  get leaves(): readonly FencedLeaf[] {
    this.#leaves ??= collectLeaves(this.#cluster);
    return this.#leaves;
  }

  /** Stops of resources on a node, newest first. */
  stopsOn(node: ClusterNode): readonly Action[] {
    this.#stops ??= collectStops(this.#cluster);
    return this.#stops.get(node) ?? [];
  }
}

function collectLeaves(cluster: Cluster): FencedLeaf[] {
  const found: FencedLeaf[] = [];
  for (const top of cluster.resources) {
    for (const resource of leaves(top)) {
      if (!resource.isManaged) continue;
      const needful: Action[] = [];
      let goesDown = false;
      for (let i = resource.actions.length - 1; i >= 0; i--) {
        const action = resource.actions[i] as Action;
        if (action.needs !== 'nothing') needful.push(action);
        if (action.task === 'stop' || action.task === 'demote') goesDown = true;
      }
      if (goesDown || needful.length > 0) found.push({ resource, needful, goesDown });
    }
  }
  return found;
}

function collectStops(cluster: Cluster): Map<ClusterNode, Action[]> {
  const found = new Map<ClusterNode, Action[]>();
  for (let i = cluster.actions.length - 1; i >= 0; i--) {
    const action = cluster.actions[i] as Action;
    if (action.task !== 'stop' || action.node === null || action.resource === null) continue;
    const list = found.get(action.node);
    if (list === undefined) found.set(action.node, [action]);
    else list.push(action);
  }
  return found;
}
