import { orderTasks } from '../constraints/order.ts';
import { addUnfencingOrderings } from '../fencing/unfencing.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { type Primitive, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { relateToContainer } from './internal-container.ts';
import { addLoadOrderings } from './load-stopped.ts';
import { banFromRemoteNodes } from './remote-ban.ts';

/** How a managed primitive's own actions follow each other, and what its surroundings demand (spec C4.6). */
export function addPrimitiveConstraints(cluster: Cluster, primitive: Primitive): void {
  if (!primitive.isManaged) return;
  const order = (first: string, then: string, flags: number): void => {
    orderTasks(cluster, primitive, first, primitive, then, flags);
  };

  order('stop', 'start', Order.Order | Order.ImpliesThen | Order.Restart);
  if (topResource(primitive).isPromotable || primitive.role > Role.Unpromoted) {
    order('demote', 'stop', Order.PromotedImpliesFirst);
    order('start', 'promote', Order.RunnableFirst);
  }
  order('lrm_delete', 'monitor', Order.SameNode | Order.CancelsFirst);
  if (primitive.needsUnfencing && !primitive.isFenceDevice) addUnfencingOrderings(cluster, primitive);
  addLoadOrderings(cluster, primitive);
  relateToContainer(cluster, primitive);
  if (primitive.isFenceDevice) banFromRemoteNodes(cluster, primitive, 'fence-device-on-remote');
  else if (primitive.isRemoteConnection) banFromRemoteNodes(cluster, primitive, 'connection-on-remote');
}
