import { requestAction } from '../actions/request.ts';
import { makeRequired } from '../actions/state.ts';
import { newOrdering } from '../constraints/order.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { addLink } from '../ordering/link.ts';
import { canFence, fenceAction } from './fence-action.ts';
import { FencedActions } from './fenced-actions.ts';
import { orderAroundFencing } from './fencing-orderings.ts';
import { fenceGuest } from './guest-fencing.ts';

/** Phase 9: fencing and shutdown of nodes, in node list order, the DC last (spec C3.3, A6.6, C2.12). */
export function scheduleFencingAndShutdown(cluster: Cluster): void {
  const actions = new FencedActions(cluster);
  const canDecide = hasManaged(cluster.resources);
  /** All fencings of other nodes than the DC; only the last one when they form a chain. */
  let fencings: Action[] = [];
  const shutdowns: Action[] = [];
  let dcAction: Action | null = null;

  for (const node of cluster.nodes) {
    if (isGuestNode(node)) {
      if (node.remoteRequiresReset && canDecide && canFence(cluster, node))
        fenceGuest(cluster, node, actions);
    } else if (node.isUnclean && canDecide && canFence(cluster, node)) {
      const fence = fenceAction(cluster, node, null, false, 'node is unclean', false);
      orderAroundFencing(cluster, fence, node, actions);
      if (node.isDc) {
        dcAction = fence;
      } else if (cluster.options.concurrentFencing) {
        fencings.push(fence);
      } else {
        for (const previous of fencings) addLink(previous, fence, Order.Order, null);
        fencings = [fence];
      }
    } else if (node.isOnline && node.isShutdown && node.kind !== 'remote') {
      const shutdown = shutDown(cluster, node, actions);
      if (node.isDc) dcAction = shutdown;
      else shutdowns.push(shutdown);
    }
  }
  if (dcAction === null) return;
  if (dcAction.task === 'do_shutdown') {
    for (const shutdown of shutdowns) addLink(shutdown, dcAction, Order.Order, null);
  }
  for (const fence of fencings) addLink(fence, dcAction, Order.Order, null);
}

/** Shuts down the cluster stack on a node after everything there has stopped (spec C2.12). */
function shutDown(cluster: Cluster, node: ClusterNode, actions: FencedActions): Action {
  const key = `do_shutdown-${node.name}`;
  const shutdown = requestAction(cluster, {
    resource: null,
    key,
    task: 'do_shutdown',
    node,
    optional: false,
    cause: 'shutdown was requested',
  });
  shutdown.setMeta('op_no_wait', 'true');
  for (const stop of actions.stopsOn(node)) {
    const resource = stop.resource as Resource;
    if (resource.isMaintenance || node.isMaintenance) continue;
    if (!resource.isManaged && !resource.isBlocked) continue;
    makeRequired(cluster, stop, `${node.name} is shutting down`);
    newOrdering(cluster, {
      firstResource: resource,
      firstAction: stop,
      thenAction: shutdown,
      flags: Order.Order | Order.RunnableFirst,
    });
  }
  return shutdown;
}

/** With nothing to manage there is nothing to fence for. */
function hasManaged(resources: readonly Resource[]): boolean {
  return resources.some((resource) => resource.isManaged || hasManaged(resource.children));
}
