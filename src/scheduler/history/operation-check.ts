import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { operationKey } from '../actions/key.ts';
import { cancelFromHistory } from '../actions/operations.ts';
import { requestAction } from '../actions/request.ts';
import { setReason } from '../actions/state.ts';
import { triggerUnfencing } from '../fencing/unfencing.ts';
import { ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { findOperation } from '../unpack/operation-options.ts';
import { compareDigests, hasSameSecureDigest, restartDigestOf } from './compare-digests.ts';
import { intervalWords } from './interval-words.ts';
import { DEFINITION_CHANGE, reloadAgent } from './reload.ts';

/** Checks one active entry against today's configuration and acts on it; true when it changed (spec C1.7.6). */
export function checkOperation(
  cluster: Cluster,
  resource: Primitive,
  node: ClusterNode,
  entry: OperationHistory,
): boolean {
  const { intervalMs } = entry;
  const task = entry.task as string;
  if (intervalMs > 0 && findOperation(resource, task, intervalMs, false) === null) {
    if (cluster.options.stopOrphanActions) {
      cancelFromHistory(cluster, resource, task, intervalMs, node, entry.callId, 'orphan');
    }
    return true;
  }
  const comparison = compareDigests(cluster, entry, resource, node);
  if (comparison === 'match') return false;
  if (cluster.settings.trustsPrivateValues !== true && hasSameSecureDigest(cluster, entry, resource, node)) {
    const text = `Only 'private' parameters to ${intervalWords(intervalMs)}-interval ${task} for ${resource.id} on ${node.name} changed: ${entry.transitionMagic ?? ''}`;
    cluster.records.push({ kind: 'info', text });
    return false;
  }
  if (comparison === 'restart') {
    forceRestart(cluster, resource, task, intervalMs, node);
  } else if (intervalMs > 0) {
    reschedule(cluster, resource, task, intervalMs, node);
  } else if (restartDigestOf(cluster, entry) !== null) {
    triggerUnfencing(cluster, resource, node, 'Device parameters changed (reload)');
    reloadAgent(cluster, resource, node);
  } else {
    forceRestart(cluster, resource, task, intervalMs, node);
  }
  return true;
}

/** The task has to be run again, wherever that will be; that takes a restart (spec C1.7.6). */
function forceRestart(
  cluster: Cluster,
  resource: Primitive,
  task: string,
  intervalMs: number,
  node: ClusterNode,
): void {
  const startsOver =
    intervalMs === 0 && (task === 'monitor' || task === 'migrate_from' || task === 'promote');
  const again = startsOver ? 'start' : task;
  const action = requestAction(cluster, {
    resource,
    key: operationKey(resource, again, intervalMs),
    task: again,
    node: null,
    optional: false,
    intervalMs,
    cause: DEFINITION_CHANGE,
  });
  setReason(action, DEFINITION_CHANGE, true);
  triggerUnfencing(cluster, resource, node, 'Device parameters changed');
}

/** A recurring operation is replaced by one with today's parameters (spec C1.7.6). */
function reschedule(
  cluster: Cluster,
  resource: Primitive,
  task: string,
  intervalMs: number,
  node: ClusterNode,
): void {
  triggerUnfencing(cluster, resource, node, 'Device parameters changed (reschedule)');
  const action = requestAction(cluster, {
    resource,
    key: operationKey(resource, task, intervalMs),
    task,
    node,
    optional: true,
    intervalMs,
  });
  action.flags |= ActionFlag.Reschedule;
}
