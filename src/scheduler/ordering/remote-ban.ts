import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Resource } from '../model/resource.ts';

type RemoteCause = Extract<ScoreReason, { kind: 'remote-node' }>['cause'];

/**
 * Sets the score of every remote, guest and bundle node in the table to −INFINITY (spec B16.4). A remote node whose
 * connection is no longer configured does not count as one here.
 */
export function banFromRemoteNodes(cluster: Cluster, resource: Resource, cause: RemoteCause): void {
  banWhere(cluster, resource, cause, (node) => node.connection !== null);
}

/** Leaves nothing but the node of one connection (spec B16.3). */
export function banExceptOn(cluster: Cluster, resource: Resource, nodeName: string): void {
  banWhere(cluster, resource, 'container-host-only', (node) => node.name !== nodeName);
}

function banWhere(
  cluster: Cluster,
  resource: Resource,
  cause: RemoteCause,
  isBanned: (node: ClusterNode) => boolean,
): void {
  const { allowed } = resource;
  const reason: ScoreReason | null = cluster.settings.keepReasons ? { kind: 'remote-node', cause } : null;
  for (const index of allowed.insertionOrder) {
    const node = cluster.nodesByIndex[index]!;
    if (isBanned(node)) allowed.set(node, -INFINITY_SCORE, reason);
  }
}
