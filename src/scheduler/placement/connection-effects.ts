import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';

/**
 * What the decision about a connection means for its node: it comes online with the connection, and is shut down
 * without (spec B16.5, A6.8, C2.10.1).
 */
export function updateConnectedNode(cluster: Cluster, connection: Primitive): void {
  if (!connection.isRemoteConnection) return;
  const node = cluster.nodes.find((candidate) => candidate.connection === connection);
  if (node === undefined) return;
  if (connection.assigned !== null && connection.nextRole !== Role.Stopped) {
    node.isOnline = true;
    if (node.isUnseen) node.isUnclean = false;
  } else {
    node.isShutdown = true;
  }
}
