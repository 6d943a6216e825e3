import { findActions, firstAction } from '../actions/find.ts';
import { operationKey } from '../actions/key.ts';
import { makePseudo, makeRunnable } from '../actions/state.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import { isBundled, type Primitive, topResource } from '../model/resource.ts';
import { notifyOfFencing } from '../notifications/fencing.ts';
import { addLink } from '../ordering/link.ts';
import type { FencedActions, FencedLeaf } from './fenced-actions.ts';

/** Orders the actions of all resources around the fencing of a node (spec C3.4). */
export function orderAroundFencing(
  cluster: Cluster,
  fence: Action,
  node: ClusterNode,
  actions: FencedActions,
): void {
  for (const leaf of actions.leaves) {
    orderNeedful(fence, node, leaf);
    if (leaf.goesDown) orderGoingDown(cluster, fence, node, leaf.resource);
  }
}

/** What must not start before the node is known to be off (spec C3.4.a). */
function orderNeedful(fence: Action, node: ClusterNode, leaf: FencedLeaf): void {
  for (const action of leaf.needful) {
    if (action.needs === 'fencing') {
      addLink(fence, action, Order.Order, null);
    } else if (
      action.task === 'start' &&
      leaf.resource.allowed.has(node) &&
      !isKnownOn(leaf.resource, node)
    ) {
      // It may be active on that node for all we know.
      addLink(fence, action, Order.Order | Order.RunnableFirst, null);
    }
  }
}

function isKnownOn(resource: Primitive, node: ClusterNode): boolean {
  if (resource.knownOn.has(node)) return true;
  const parent = resource.parent;
  return parent !== null && parent.kind === 'clone' && !parent.isUnique && parent.knownOn.has(node);
}

/** Stops and demotions on the node happen by fencing it (spec C3.4.b, C3.4.c). */
function orderGoingDown(cluster: Cluster, fence: Action, node: ClusterNode, resource: Primitive): void {
  const isOrdered = resource.needsFencing || isGuestNode(node);
  const bundled = isBundled(resource);
  const topStop = firstAction(topResource(resource), { task: 'stop' });
  for (const stop of findActions(resource, operationKey(resource, 'stop', 0), node)) {
    makePseudo(stop);
    makeRunnable(stop);
    if (isOrdered) {
      stop.flags |= ActionFlag.ImpliedByFencing;
      if (!bundled) addLink(fence, stop, Order.Preserve, null);
      if (topStop !== null) addLink(fence, topStop, Order.Preserve, null);
    }
    if (resource.notifies) notifyOfFencing(cluster, resource, fence, node);
  }
  if (node.isOnline && !node.isUnclean && !resource.isFailed) return;
  for (const demote of findActions(resource, operationKey(resource, 'demote', 0), node)) {
    makePseudo(demote);
    makeRunnable(demote);
    if (isOrdered && !bundled) addLink(fence, demote, Order.Preserve | Order.Order, null);
  }
}
