import { operationKey } from '../actions/key.ts';
import { stopAction } from '../actions/operations.ts';
import { requestAction } from '../actions/request.ts';
import { setReason } from '../actions/state.ts';
import { newOrdering } from '../constraints/order.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';

/** Reason shown for actions that a changed configuration demands (spec C1.6). */
export const DEFINITION_CHANGE = 'resource definition change';

/** Makes a resource take over changed parameters without a restart (spec C1.7.7). */
export function reloadAgent(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  if (!resource.isManaged || resource.isFailed) return;
  if (resource.isStartPending) {
    stopAction(cluster, resource, node, false, DEFINITION_CHANGE);
    return;
  }
  resource.isReloading = true;
  const reload = requestAction(cluster, {
    resource,
    key: operationKey(resource, 'reload-agent', 0),
    task: 'reload-agent',
    node,
    optional: false,
    intervalMs: 0,
    cause: DEFINITION_CHANGE,
  });
  setReason(reload, DEFINITION_CHANGE, false);
  for (const task of ['stop', 'demote']) {
    // A stop or demotion that is needed anyway makes the reload pointless.
    newOrdering(cluster, {
      firstResource: resource,
      firstAction: reload,
      thenResource: resource,
      thenKey: operationKey(resource, task, 0),
      flags: Order.Order | Order.CancelsFirst,
    });
  }
}
