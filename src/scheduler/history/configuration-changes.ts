import type { OperationHistory, ResourceHistory } from '../../cib/model/status-entry.ts';
import { cancelFromHistory, cleanup, clearFailCount, stopAction } from '../actions/operations.ts';
import { triggerUnfencing } from '../fencing/unfencing.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import { type Primitive, topResource } from '../model/resource.ts';
import { hasHostAddress } from './action-parameters.ts';
import { compareDigests } from './compare-digests.ts';
import { failCount } from './fail-count.ts';
import { activeWindow, sortHistory } from './history-order.ts';
import { checkOperation } from './operation-check.ts';
import { PrimitiveNames } from './primitive-names.ts';

/** Tasks whose parameters matter even though they do not recur (spec C1.7.5). */
const CHECKED_TASKS = new Set(['monitor', 'start', 'promote', 'migrate_from']);

/** Phase 5: finds history entries whose configuration has changed since (spec C1.7, A5.11.6). */
export function checkConfigurationChanges(cluster: Cluster): void {
  const names = new PrimitiveNames(cluster);
  for (const node of cluster.nodes) {
    if (!isAvailable(node) && !node.isMaintenance) continue;
    for (const history of node.state?.resources ?? []) {
      if (history.operations.length === 0) continue;
      for (const resource of names.named(history.id)) checkResource(cluster, resource, node, history);
    }
  }
}

/** Checks that had to wait until placement was decided, newest first (spec A5.11.6, A5.12.5). */
export function runDeferredParameterChecks(cluster: Cluster): void {
  const checks = cluster.deferredParameterChecks;
  for (let i = checks.length - 1; i >= 0; i--) {
    const { resource, node, entry, purpose } = checks[i] as (typeof checks)[number];
    if (resource.kind !== 'primitive') continue;
    if (purpose === 'changed') {
      checkEntry(cluster, resource, node, entry);
      continue;
    }
    const comparison = compareDigests(cluster, entry, resource, node);
    if (comparison === 'restart' || comparison === 'all') {
      clearFailCount(cluster, resource, node, 'resource parameters have changed');
    }
  }
}

function checkResource(
  cluster: Cluster,
  resource: Primitive,
  node: ClusterNode,
  history: ResourceHistory,
): void {
  if (resource.isOrphan) {
    const top = topResource(resource);
    if (top.kind !== 'clone' || top.isUnique) cleanup(cluster, resource, node, false);
    return;
  }
  const isRedefined = hasOtherAgent(resource, history);
  if (!resource.runningOn.includes(node)) {
    if (isRedefined) {
      // The device may have been used from here in its old shape.
      triggerUnfencing(cluster, resource, node, 'Device definition changed');
      cleanup(cluster, resource, node, false);
    }
    return;
  }
  if (isRedefined) replaceAgent(cluster, resource, node);

  const entries = sortHistory(history.operations);
  const { start, stop } = activeWindow(entries);
  if (start < stop) return;
  for (let i = Math.max(start, 0); i < entries.length; i++) {
    checkActiveEntry(cluster, resource, node, entries[i] as OperationHistory);
  }
}

function hasOtherAgent({ definition }: Primitive, history: ResourceHistory): boolean {
  return (
    definition.class !== history.class ||
    definition.provider !== history.provider ||
    definition.type !== history.type
  );
}

/** What runs there is run by another agent than today's: it must go before that can take over (spec C1.7.3). */
function replaceAgent(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  triggerUnfencing(cluster, resource, node, 'Device definition changed');
  stopAction(cluster, resource, node, false, 'resource definition changed');
  resource.isStartPending = true;
  cleanup(cluster, resource, node, false);
}

/** Spec C1.7.5. */
function checkActiveEntry(
  cluster: Cluster,
  resource: Primitive,
  node: ClusterNode,
  entry: OperationHistory,
): void {
  const { task, intervalMs, callId } = entry;
  if (task === null) return;
  if (intervalMs > 0 && (resource.isMaintenance || node.isMaintenance)) {
    cancelFromHistory(cluster, resource, task, intervalMs, node, callId, 'maintenance mode');
  } else if (intervalMs > 0 || CHECKED_TASKS.has(task)) {
    if (hasHostAddress(cluster, resource)) {
      cluster.deferredParameterChecks.push({ resource, node, entry, purpose: 'changed' });
    } else {
      checkEntry(cluster, resource, node, entry);
    }
  }
}

function checkEntry(cluster: Cluster, resource: Primitive, node: ClusterNode, entry: OperationHistory): void {
  if (!checkOperation(cluster, resource, node, entry)) return;
  if (failCount(cluster, node, resource, { effective: true }).count === 0) return;
  clearFailCount(cluster, resource, node, 'action definition changed');
}
