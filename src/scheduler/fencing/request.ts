import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { fenceAction } from './fence-action.ts';

/**
 * Asks for a node to be fenced (spec A6.1, C3.7). A member becomes unclean, and the fence action, optional so far,
 * keeps the reason; a guest is dealt with through its container.
 */
export function requestFencing(
  cluster: Cluster,
  node: ClusterNode,
  reason: string,
  priorityDelay: boolean,
): void {
  if (isGuestNode(node)) {
    const container = node.connection?.container as Resource;
    if (container.isFailed || !container.isManaged) return;
    node.remoteRequiresReset = true;
    markToStop(container);
  } else if (isDanglingGuest(node)) {
    markToStop(node.connection as Resource);
  } else if (isRemoteNode(node)) {
    if (node.connection === null || node.connection.isManaged) node.remoteRequiresReset = true;
    node.isUnclean = true;
    // Without a delay: it is for the loss of members only.
    fenceAction(cluster, node, null, true, reason, false);
  } else if (!node.isUnclean) {
    node.isUnclean = true;
    fenceAction(cluster, node, null, true, reason, priorityDelay);
  }
}

/** A guest node whose container is no longer known: its connection is an orphan that lived in one. */
function isDanglingGuest(node: ClusterNode): boolean {
  const connection = node.connection;
  return (
    node.kind === 'remote' &&
    connection !== null &&
    connection.container === null &&
    connection.isOrphanFiller
  );
}

function markToStop(resource: Resource): void {
  resource.isFailed = true;
  resource.mustStop = true;
}
