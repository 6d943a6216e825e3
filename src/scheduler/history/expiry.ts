import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { clearFailCount } from '../actions/operations.ts';
import { fenceAction } from '../fencing/fence-action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';
import { addLink } from '../ordering/link.ts';
import { findNodeByName } from '../unpack/find.ts';
import { hasHostAddress } from './action-parameters.ts';
import { compareDigests } from './compare-digests.ts';
import { AgentResult } from './execution-status.ts';
import { failCount } from './fail-count.ts';
import { isProbe } from './transition-key.ts';

const LAST_FAILURE_SUFFIX = '_last_failure_0';

/**
 * Whether what an entry tells has expired (spec A5.12.5). Schedules the clearing of fail counts that have, or whose
 * operation was configured anew since.
 */
export function hasExpired(
  cluster: Cluster,
  node: ClusterNode,
  resource: Primitive,
  entry: OperationHistory,
): boolean {
  const isLastFailure = entry.id.endsWith(LAST_FAILURE_SUFFIX);
  const timeout = resource.failureTimeoutS;
  let expired = false;
  let effectiveCount = 0;
  let clearReason: string | null = null;

  if (timeout > 0 && entry.lastRcChange !== null) {
    expired = cluster.now.epoch >= entry.lastRcChange + timeout && !waitsForFencing(cluster, resource, entry);
    const effective = failCount(cluster, node, resource, { effective: true, entry });
    effectiveCount = effective.count;
    const recheck = effective.lastFailure + timeout + 1;
    if (effectiveCount !== 0 && cluster.now.epoch < recheck) cluster.noteRecheck(recheck);
  }
  if (expired) {
    if (failCount(cluster, node, resource, { entry }).count !== 0) {
      if (effectiveCount === 0) clearReason = 'it expired';
      else expired = false;
    } else if (isLastFailure && resource.reconnectIntervalS > 0) {
      clearReason = 'reconnect interval is set';
    }
  }
  if (!expired && isLastFailure && isReconfigured(cluster, node, resource, entry)) {
    clearReason = 'resource parameters have changed';
  }
  if (clearReason !== null) scheduleClearing(cluster, node, resource, clearReason);
  return expired && !isConclusiveProbe(entry);
}

/** A lost connection is not forgotten before its node is known to be fenced (spec A5.12.5.1). */
function waitsForFencing(cluster: Cluster, resource: Primitive, entry: OperationHistory): boolean {
  if (resource.reconnectIntervalS === 0 || !cluster.options.fencingEnabled) return false;
  if (entry.intervalMs === 0 || entry.task !== 'monitor') return false;
  const remote = findNodeByName(cluster, resource.id);
  return remote !== null && !remote.remoteWasFenced;
}

/** The failed operation would run with other parameters today (spec A5.12.5.4). */
function isReconfigured(
  cluster: Cluster,
  node: ClusterNode,
  resource: Primitive,
  entry: OperationHistory,
): boolean {
  if (entry.task !== 'start' && entry.task !== 'monitor') return false;
  if (hasHostAddress(cluster, resource)) {
    cluster.deferredParameterChecks.push({ resource, node, entry, purpose: 'clear-failcount' });
    return false;
  }
  const comparison = compareDigests(cluster, entry, resource, node);
  return comparison === 'restart' || comparison === 'all';
}

/** Clears a fail count; for a connection not before its node has been fenced (spec A5.12.5.5). */
function scheduleClearing(cluster: Cluster, node: ClusterNode, resource: Primitive, reason: string): void {
  const clear = clearFailCount(cluster, resource, node, reason);
  if (!cluster.options.fencingEnabled || resource.reconnectIntervalS === 0) return;
  const remote = findNodeByName(cluster, resource.id);
  if (remote === null) return;
  addLink(fenceAction(cluster, remote, null, true, null, false), clear, Order.ImpliesThen, null);
}

/** A probe that found something out stays true however long ago it was (spec A5.12.5.6). */
function isConclusiveProbe(entry: OperationHistory): boolean {
  if (!isProbe(entry)) return false;
  switch (entry.rc) {
    case AgentResult.Ok:
    case AgentResult.NotRunning:
    case AgentResult.RunningPromoted:
    case AgentResult.Degraded:
    case AgentResult.DegradedPromoted:
      return true;
    default:
      return false;
  }
}
