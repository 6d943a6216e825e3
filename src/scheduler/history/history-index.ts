import type { NodeState, ResourceHistory } from '../../cib/model/status-entry.ts';
import type { ClusterNode } from '../model/node.ts';

const byState = new WeakMap<NodeState, ReadonlyMap<string, ResourceHistory>>();

/** What a node's status knows of a resource id; the first element wins when there are several. */
export function historyOf(node: ClusterNode, id: string): ResourceHistory | null {
  const state = node.state;
  if (state === null) return null;
  let index = byState.get(state);
  if (index === undefined) {
    const built = new Map<string, ResourceHistory>();
    for (const resource of state.resources) if (!built.has(resource.id)) built.set(resource.id, resource);
    byState.set(state, built);
    index = built;
  }
  return index.get(id) ?? null;
}
