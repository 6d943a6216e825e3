import { parseLeadingInteger } from '../../result/integer.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { deleteHistory } from '../actions/operations.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { addLocation } from './tables.ts';

/** Keeps resources of cleanly stopping nodes from moving elsewhere (spec B6.1, A5.13.2). */
export function applyShutdownLocks(cluster: Cluster): void {
  if (!cluster.options.shutdownLock) return;
  for (const resource of cluster.resources) {
    if (resource.kind === 'primitive') applyLock(cluster, resource);
    else if (resource.kind === 'group') {
      for (const member of resource.children) if (member.kind === 'primitive') applyLock(cluster, member);
    }
  }
}

function applyLock(cluster: Cluster, resource: Primitive): void {
  if (!canBeLocked(resource)) return;
  if (resource.lockNode !== null) {
    if (resource.runningOn.length > 0) {
      deleteHistory(cluster, resource, resource.lockNode);
      resource.lockNode = null;
      resource.lockTime = 0;
    }
  } else {
    lockWhereItStops(cluster, resource);
  }
  if (resource.lockNode === null) return;

  const { shutdownLockLimitS } = cluster.options;
  if (shutdownLockLimitS > 0) cluster.noteRecheck(resource.lockTime + shutdownLockLimitS + 1);
  const reason = cluster.settings.keepReasons
    ? ({ kind: 'shutdown-lock', node: resource.lockNode.name } as const)
    : null;
  for (const node of cluster.nodes) {
    if (node.name !== resource.lockNode.name) addLocation(cluster, resource, node, -INFINITY_SCORE, reason);
  }
}

/** Fencing devices and connections of remote nodes are never locked. */
function canBeLocked(resource: Primitive): boolean {
  const { definition } = resource;
  if (definition.class === null || definition.class.toLowerCase() === 'stonith') return false;
  return !(resource.isRemoteConnection && resource.container === null);
}

function lockWhereItStops(cluster: Cluster, resource: Primitive): void {
  const node = resource.runningOn[0];
  if (node === undefined || resource.runningOn.length > 1 || !node.isShutdown || node.isUnclean) return;
  resource.lockNode = node;
  resource.lockTime = shutdownTime(cluster, node);
}

/** When the node was asked to shut down, epoch seconds; now when it does not say. */
function shutdownTime(cluster: Cluster, node: ClusterNode): number {
  const requested = parseLeadingInteger(node.attributes.get('shutdown') ?? '');
  return requested === null || requested === 0 ? cluster.now.epoch : requested;
}
