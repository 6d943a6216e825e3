import { INFINITY_SCORE } from '../../result/score.ts';
import { findActions } from '../actions/find.ts';
import { operationKey } from '../actions/key.ts';
import { demoteAction, stopAction } from '../actions/operations.ts';
import { makeOptional } from '../actions/state.ts';
import { requestFencing } from '../fencing/request.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteNode } from '../model/node.ts';
import type { OnFail } from '../model/operation-options.ts';
import { isBundled, type Primitive, type Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLocation } from '../placement/tables.ts';
import { findNodeByName, setHistoryName } from '../unpack/find.ts';
import { addRunning } from './add-running.ts';

/** Draws the consequences of what history told about a resource on a node (spec A5.7). */
export function applyResult(cluster: Cluster, resource: Primitive, node: ClusterNode, onFail: OnFail): void {
  const role = resource.role;
  if (role !== Role.Unknown) noteKnown(resource, node);
  if (role > Role.Stopped && !node.isOnline && !node.isMaintenance && resource.isManaged) {
    fenceLostNode(cluster, resource, node);
  }
  // A node that is fenced anyway recovers from everything.
  const effect: OnFail = node.isUnclean ? 'ignore' : onFail;
  applyOnFail(cluster, resource, node, effect);

  if (resource.isRemoteConnection && resource.isFailed) {
    const remote = findNodeByName(cluster, resource.id);
    if (remote?.isUnclean) remote.isUnseen = false;
  }

  const isActive = resource.role !== Role.Stopped && resource.role !== Role.Unknown;
  if (isActive) {
    addRunning(cluster, resource, node, onFail !== 'ignore');
    if (effect === 'demote' || effect === 'block') {
      resource.isFailed = true;
    } else if (effect !== 'ignore') {
      resource.isFailed = true;
      resource.mustStop = true;
    }
  } else if (resource.historyName?.includes(':')) {
    setHistoryName(cluster, resource, null);
  } else if (resource.actions.length > 0) {
    for (const stop of findActions(resource, operationKey(resource, 'stop', 0), node)) {
      makeOptional(cluster, stop, 'history ends stopped');
    }
  }

  if (
    resource.role === Role.Stopped &&
    resource.partialSource === node &&
    resource.partialTarget !== null &&
    resource.runningOn.length > 0
  ) {
    resource.role = Role.Started;
  }
}

/** The node knows of it, and so do all that contain it, up to the first unique one (spec A5.7.1). */
function noteKnown(resource: Primitive, node: ClusterNode): void {
  for (let known: Resource | null = resource; known !== null; known = known.parent) {
    known.knownOn.add(node);
    if (known.isUnique) return;
  }
}

/** Active where nobody can reach it: it must be made sure that it is not (spec A5.7.2). */
function fenceLostNode(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  let reason = `${resource.id} is thought to be active there`;
  if (isGuestNode(node)) {
    resource.isFailed = true;
    resource.mustStop = true;
    requestFencing(cluster, node, reason, false);
    return;
  }
  if (!cluster.options.fencingEnabled) return;
  if (isRemoteNode(node) && node.connection !== null && !node.connection.isFailed) {
    node.isUnseen = true;
    reason = `${resource.id} is active there (fencing will be revoked if remote connection can be re-established elsewhere)`;
  }
  requestFencing(cluster, node, reason, false);
}

/** Spec A5.7.4. */
function applyOnFail(cluster: Cluster, resource: Primitive, node: ClusterNode, onFail: OnFail): void {
  switch (onFail) {
    case 'ignore':
      return;
    case 'demote':
      resource.isFailed = true;
      demoteAction(cluster, resource, node, false, 'failed');
      return;
    case 'fence':
      requestFencing(cluster, node, `${resource.id} failed there`, false);
      return;
    case 'standby':
      node.isStandby = true;
      node.isStandbyOnFail = true;
      return;
    case 'block':
      resource.isManaged = false;
      resource.isBlocked = true;
      return;
    case 'migrate':
      addLocation(
        cluster,
        resource,
        node,
        -INFINITY_SCORE,
        cluster.settings.keepReasons
          ? { kind: 'failed-operation', operation: resource.id, effect: 'migrate' }
          : null,
      );
      return;
    case 'stop':
      resource.nextRole = Role.Stopped;
      return;
    case 'recover':
      recover(cluster, resource, node);
      return;
    case 'restart-container':
      restartContainer(cluster, resource, node);
      return;
    case 'reset-remote':
      resetRemote(cluster, resource, node);
  }
}

function recover(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  if (resource.role === Role.Stopped || resource.role === Role.Unknown) return;
  fail(resource);
  stopAction(cluster, resource, node, false, 'failed');
}

function restartContainer(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  fail(resource);
  const container = resource.container;
  if (container !== null && isBundled(resource)) {
    // Where the container runs is known for sure only when all history is read (spec A4.4.4).
    cluster.containersToStop.push(container);
  } else if (container !== null) {
    stopAction(cluster, container, node, false, `${resource.id} failed`);
  } else if (resource.role !== Role.Stopped && resource.role !== Role.Unknown) {
    stopAction(cluster, resource, node, false, 'failed');
  }
}

function resetRemote(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  fail(resource);
  if (cluster.options.fencingEnabled) {
    const remote = resource.isRemoteConnection ? findNodeByName(cluster, resource.id) : null;
    if (remote !== null && isRemoteNode(remote) && !remote.remoteWasFenced) {
      requestFencing(cluster, remote, 'remote connection is unrecoverable', false);
    }
  }
  if (resource.role > Role.Stopped) stopAction(cluster, resource, node, false, 'failed');
  if (resource.reconnectIntervalS > 0) resource.nextRole = Role.Stopped;
}

function fail(resource: Resource): void {
  resource.isFailed = true;
  resource.mustStop = true;
}
