import type { NodeState } from '../../cib/model/status-entry.ts';
import { stopAction } from '../actions/operations.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteOrGuest } from '../model/node.ts';
import { Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';
import { findNode, findNodeByName } from '../unpack/find.ts';
import { readRemoteAttributes, updateRemoteStatus } from '../unpack/remote-status.ts';
import { unpackNodeHistory } from './node-history.ts';

/**
 * Reads the resource history of all nodes (spec A4.4). A remote or guest node's history counts only once its
 * connection is known to be active, which the history of other nodes tells: hence the passes.
 */
export function unpackHistory(cluster: Cluster): void {
  while (unpackPass(cluster, false)) {
    // Another node may have become readable.
  }
  unpackPass(cluster, cluster.options.fencingEnabled);

  for (const container of cluster.containersToStop.toReversed()) {
    const node = currentNode(container);
    if (node !== null) stopAction(cluster, container, node, false, 'to be restarted');
  }
  for (const node of cluster.nodes) {
    if (!isRemoteOrGuest(node)) continue;
    if (node.isShutdown && node.connection !== null) node.connection.nextRole = Role.Stopped;
    if (!node.isUnpacked) updateRemoteStatus(cluster, node);
  }
}

/** One pass over the status section, in document order; true when some node's history was read. */
function unpackPass(cluster: Cluster, everyNode: boolean): boolean {
  let hasRead = false;
  for (const state of cluster.cib.nodeStates) {
    const node = nodeOf(cluster, state);
    if (node === null || node.isUnpacked) continue;
    if (!everyNode && !isReadable(cluster, node)) continue;
    node.isUnpacked = true;
    // The node of an orphaned connection was not there when node states were read.
    node.state ??= state;
    hasRead = true;
    if (isRemoteOrGuest(node)) {
      updateRemoteStatus(cluster, node);
      readRemoteAttributes(cluster, node);
    }
    unpackNodeHistory(cluster, node, state);
  }
  return hasRead;
}

/** Whether what a node's history tells can be trusted by now (spec A4.4.1). */
function isReadable(cluster: Cluster, node: ClusterNode): boolean {
  const { fencingEnabled, shutdownLock } = cluster.options;
  if (!isRemoteOrGuest(node)) return fencingEnabled || shutdownLock || node.isOnline;
  const connection = node.connection;
  if (connection === null) return false;
  if (isGuestNode(node)) {
    return connection.role === Role.Started && connection.container?.role === Role.Started;
  }
  return connection.role === Role.Started || shutdownLock;
}

function nodeOf(cluster: Cluster, state: NodeState): ClusterNode | null {
  if (state.id === null || state.uname === null) return null;
  return findNode(cluster, state.id) ?? findNodeByName(cluster, state.uname);
}
