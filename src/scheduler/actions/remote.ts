import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';

/** How far a remote node can be reached through its connection resource (spec C2.10.2). */
export type ConnectionState = 'unknown' | 'alive' | 'resting' | 'failed' | 'stopped';

/** State of the connection to a remote node, as it will be in this transition (spec C2.10.2). */
export function connectionState(_node: ClusterNode): ConnectionState {
  throw new Error('not built yet: connectionState');
}

/** Phase 8: orders actions on remote and guest nodes relative to their connections (spec C2.10.3). */
export function orderRemoteConnections(_cluster: Cluster): void {
  throw new Error('not built yet: orderRemoteConnections');
}

/** Cluster node through which an action on a remote or guest node is routed; `null` without one (spec C2.10.4). */
export function routerNode(_action: Action): ClusterNode | null {
  throw new Error('not built yet: routerNode');
}
