import type { NodeState, OperationHistory, ResourceHistory } from '../../cib/model/status-entry.ts';
import { operationKey } from '../actions/key.ts';
import { requestAction } from '../actions/request.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { applyTargetRole } from '../unpack/target-role.ts';
import { applyResult } from './apply-result.ts';
import { activeWindow, sortHistory } from './history-order.ts';
import type { RunningResult } from './operation-context.ts';
import { createOrphan, mapOrphanFillers } from './orphan.ts';
import { processEntry } from './process-entry.ts';
import { identifyResource } from './resource-identity.ts';
import { readShutdownLock } from './shutdown-lock.ts';

/** Reads what a node's status says about resources (spec A5.2). */
export function unpackNodeHistory(cluster: Cluster, node: ClusterNode, state: NodeState): void {
  for (const history of state.resources) {
    // Without entries there may still be a lock to read.
    if (history.operations.length > 0 || cluster.options.shutdownLock) {
      unpackResourceHistory(cluster, node, history);
    }
  }
  mapOrphanFillers(cluster, state.resources);
}

function unpackResourceHistory(cluster: Cluster, node: ClusterNode, history: ResourceHistory): void {
  let resource = identifyResource(cluster, node, history);
  if (resource === null && history.operations.length > 0) resource = createOrphan(cluster, history);
  if (resource === null) return;
  if (cluster.options.shutdownLock) readShutdownLock(cluster, resource, node, history);

  const savedRole = resource.role;
  resource.role = Role.Unknown;
  const entries = sortHistory(history.operations);
  const result: RunningResult = { onFail: 'ignore', lastFailure: null };
  for (const entry of entries) processEntry(cluster, node, resource, entry, result);
  noteRecurring(cluster, resource, node, entries);
  applyResult(cluster, resource, node, result.onFail);
  applyTargetRole(cluster, resource);
  if (savedRole > resource.role) resource.role = savedRole;
}

/** Recurring operations that are running already are not to be started again (spec A5.5.3). */
function noteRecurring(
  cluster: Cluster,
  resource: Primitive,
  node: ClusterNode,
  entries: readonly OperationHistory[],
): void {
  if (!node.isOnline) return;
  const { start, stop } = activeWindow(entries);
  for (let i = Math.max(start, 0); i < entries.length; i++) {
    const entry = entries[i] as OperationHistory;
    if (start < stop && i <= stop) continue;
    if (entry.intervalMs === 0 || entry.task === null || entry.status === -1) continue;
    requestAction(cluster, {
      resource,
      key: operationKey(resource, entry.task, entry.intervalMs),
      task: entry.task,
      node,
      optional: true,
      intervalMs: entry.intervalMs,
    });
  }
}
