import { INFINITY_SCORE } from '../../result/score.ts';
import { addColocation } from '../constraints/colocation.ts';
import { orderTasks } from '../constraints/order.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { banExceptOn, banFromRemoteNodes } from './remote-ban.ts';

/** Score that ties a bundle's connection to its container: strong, but not binding (spec B13.3, B16.3). */
const BUNDLE_CONNECTION_SCORE = 10_000;

/** What follows for a resource from living in a container (spec C4.6.6, B16.3, B16.4). */
export function relateToContainer(cluster: Cluster, resource: Primitive): void {
  const { container } = resource;
  if (container === null) return;
  if (resource.isRemoteConnection) {
    if (!resource.allowsRemoteRemotes) banFromRemoteNodes(cluster, container, 'nested-guest');
    orderTasks(cluster, container, 'monitor', resource, 'stop', Order.Order);
  }

  const host = connectionOf(container);
  if (host !== null && !resource.isRemoteConnection) {
    banExceptOn(cluster, resource, host.id);
    return;
  }
  orderTasks(cluster, container, 'start', resource, 'start', Order.ImpliesThen | Order.RunnableFirst);
  orderTasks(cluster, resource, 'stop', container, 'stop', Order.ImpliesFirst);
  addColocation(cluster, {
    id: 'resource-with-container',
    dependent: resource,
    primary: container,
    score: resource.allowsRemoteRemotes ? BUNDLE_CONNECTION_SCORE : INFINITY_SCORE,
    dependentRole: Role.Unknown,
    primaryRole: Role.Unknown,
    nodeAttribute: null,
    influence: true,
    isInternal: true,
  });
}

/** The connection by which a container is itself a node: its own, or that of the guest it hosts. */
function connectionOf(container: Resource): Resource | null {
  if (container.isRemoteConnection) return container;
  return container.fillers.find((filler) => filler.isRemoteConnection) ?? null;
}
