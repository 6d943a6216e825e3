import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';

/** Whether a node can be fenced (spec A6.2, C3.2). */
export function canFence(_cluster: Cluster, _node: ClusterNode): boolean {
  throw new Error('not built yet: canFence');
}

/** Finds or makes the fence action of a node (spec A6.3, C3.1); `operation` null is the configured one. */
export function fenceAction(
  _cluster: Cluster,
  _node: ClusterNode,
  _operation: string | null,
  _optional: boolean,
  _reason: string | null,
  _priorityDelay: boolean,
): Action {
  throw new Error('not built yet: fenceAction');
}
