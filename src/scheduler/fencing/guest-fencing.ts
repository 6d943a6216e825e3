import { firstAction } from '../actions/find.ts';
import { makePseudo, makeRunnable } from '../actions/state.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import { addLink } from '../ordering/link.ts';
import { fenceAction } from './fence-action.ts';
import type { FencedActions } from './fenced-actions.ts';
import { orderAroundFencing } from './fencing-orderings.ts';

/**
 * "Fences" a guest node (spec C3.5): stopping its container does it, so the action is an ordering point only, which
 * says that nothing runs there any more.
 */
export function fenceGuest(cluster: Cluster, node: ClusterNode, actions: FencedActions): void {
  const connection = node.connection;
  const container = connection?.container ?? null;
  const stop = container === null ? null : firstAction(container, { task: 'stop' });
  const isRestarted = container !== null && firstAction(container, { task: 'start' }) !== null;
  const fence = fenceAction(cluster, node, isRestarted ? 'reboot' : 'off', false, 'guest is unclean', false);
  makePseudo(fence);
  makeRunnable(fence);
  const flags = Order.RunnableFirst | Order.ImpliesThen;
  if (stop?.isPseudo && stop.node !== null) {
    // The container is gone with its host: the host's fencing is what proves it.
    addLink(fenceAction(cluster, stop.node, null, false, null, false), fence, flags, null);
  } else if (stop !== null) {
    addLink(stop, fence, flags, null);
  } else if (connection !== null) {
    const disconnect = firstAction(connection, { task: 'stop' });
    if (disconnect !== null) addLink(disconnect, fence, Order.Order, null);
  }
  orderAroundFencing(cluster, fence, node, actions);
}
