import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';

/** Determines whether a remote or guest node is online (spec A4.7). */
export function updateRemoteStatus(_cluster: Cluster, _node: ClusterNode): void {
  throw new Error('not built yet: updateRemoteStatus');
}

/** Reads the attributes of a remote or guest node from its state, if it has one (spec A4.8). */
export function readRemoteAttributes(_cluster: Cluster, _node: ClusterNode): void {
  throw new Error('not built yet: readRemoteAttributes');
}
