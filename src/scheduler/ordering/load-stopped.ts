import { pseudoAction } from '../actions/request.ts';
import { newOrdering, taskKey } from '../constraints/order.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';

/**
 * Stops that free capacity come before starts that take it up: both are tied to a pseudo-action of the node (spec
 * C4.6.5, B14.7).
 */
export function addLoadOrderings(cluster: Cluster, primitive: Primitive): void {
  if (primitive.utilization.size === 0 || cluster.options.placementStrategy === 'default') return;
  for (const node of primitive.runningOn) {
    newOrdering(cluster, {
      firstResource: primitive,
      firstKey: taskKey(primitive, 'stop'),
      thenAction: loadStopped(cluster, node),
      flags: Order.Load,
    });
  }
  for (const node of cluster.nodes) {
    if (!primitive.allowed.has(node)) continue;
    const firstAction = loadStopped(cluster, node);
    for (const task of ['start', 'migrate_to']) {
      newOrdering(cluster, {
        firstAction,
        thenResource: primitive,
        thenKey: taskKey(primitive, task),
        flags: Order.Load,
      });
    }
  }
}

/** The required pseudo-action "load of this node is released". */
function loadStopped(cluster: Cluster, node: ClusterNode): Action {
  const action = pseudoAction(cluster, `load_stopped_${node.name}`);
  if (action.node === null) {
    action.node = node;
    action.flags &= ~ActionFlag.Optional;
  }
  return action;
}
