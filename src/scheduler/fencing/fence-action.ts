import { fencingKey } from '../actions/key.ts';
import { requestAction } from '../actions/request.ts';
import { makeRequired, setReason } from '../actions/state.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { priorityFencingDelayS } from './priority-delay.ts';
import { noteDeviceDigests } from './unfencing-digests.ts';

const DELAY_META = 'priority-fencing-delay';

/** Whether a node can be fenced (spec A6.2, C3.2): a guest through the hosts of its container. */
export function canFence(cluster: Cluster, node: ClusterNode): boolean {
  if (isGuestNode(node)) {
    for (const host of node.connection?.container?.runningOn ?? []) {
      if (!host.isOnline && !canFence(cluster, host)) return false;
    }
    return true;
  }
  const { options } = cluster;
  if (!options.fencingEnabled || !cluster.hasFenceDevice) return false;
  return cluster.isQuorate || options.noQuorumPolicy === 'ignore' || node.isOnline;
}

/**
 * Finds or makes the fence action of a node (spec A6.3, C3.1). It starts optional and becomes required when it is
 * asked for as such and the node can be fenced. The first reason given stays.
 */
export function fenceAction(
  cluster: Cluster,
  node: ClusterNode,
  operation: string | null,
  optional: boolean,
  reason: string | null,
  priorityDelay: boolean,
): Action {
  const fenceOperation = operation ?? cluster.options.fencingAction;
  const key = fencingKey(node, fenceOperation);
  let isRequired = !optional;
  let action = cluster.nodeActions.get(key);
  if (action === undefined) {
    action = requestAction(cluster, { resource: null, key, task: 'stonith', node, optional: true });
    action.setMeta('on_node', node.name);
    action.setMeta('on_node_uuid', node.id);
    action.setMeta('stonith_action', fenceOperation);
    if (cluster.usesUnfencing && noteDeviceDigests(cluster, node, action)) isRequired = true;
  }
  if (cluster.options.priorityFencingDelayS > 0 && (priorityDelay || action.metaValue(DELAY_META) !== null)) {
    action.setMeta(DELAY_META, String(priorityFencingDelayS(cluster, node)));
  }
  if (isRequired && canFence(cluster, node)) {
    makeRequired(cluster, action, reason ?? `fencing ${node.name}`);
  }
  if (reason !== null) setReason(action, reason, false);
  return action;
}
