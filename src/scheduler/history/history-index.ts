import type { Cib } from '../../cib/model/cib.ts';
import type { NodeState, ResourceHistory } from '../../cib/model/status-entry.ts';
import type { ClusterNode } from '../model/node.ts';

const byState = new WeakMap<NodeState, ReadonlyMap<string, ResourceHistory>>();

/** What a node's status knows of a resource id; the first element wins when there are several. */
export function historyOf(node: ClusterNode, id: string): ResourceHistory | null {
  return node.state === null ? null : resourceIn(node.state, id);
}

const byName = new WeakMap<Cib, ReadonlyMap<string, NodeState>>();

/** What the status section knows of a resource id on a node of this very name, in the cluster or not (spec A0.1.3). */
export function historyAt(cib: Cib, nodeName: string, id: string): ResourceHistory | null {
  let states = byName.get(cib);
  if (states === undefined) {
    const built = new Map<string, NodeState>();
    for (const state of cib.nodeStates) {
      if (state.uname !== null && !built.has(state.uname)) built.set(state.uname, state);
    }
    byName.set(cib, built);
    states = built;
  }
  const state = states.get(nodeName);
  return state === undefined ? null : resourceIn(state, id);
}

function resourceIn(state: NodeState, id: string): ResourceHistory | null {
  let index = byState.get(state);
  if (index === undefined) {
    const built = new Map<string, ResourceHistory>();
    for (const resource of state.resources) if (!built.has(resource.id)) built.set(resource.id, resource);
    byState.set(state, built);
    index = built;
  }
  return index.get(id) ?? null;
}
