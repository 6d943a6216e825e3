import { INFINITY_SCORE } from '../../result/score.ts';
import { addColocation } from '../constraints/colocation.ts';
import { orderTasks } from '../constraints/order.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Bundle, Clone, Replica, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { orderPromotableActions } from './internal-clone.ts';

type AddInternal = (cluster: Cluster, resource: Resource) => void;

/** A bundle's own actions, its replicas' parts and the clone inside (spec C4.8, B13.3). */
export function addBundleConstraints(cluster: Cluster, bundle: Bundle, addInternal: AddInternal): void {
  const inner = bundle.innerClone;
  if (inner !== null) {
    orderTasks(cluster, bundle, 'start', inner, 'start', Order.PrintFirst);
    orderTasks(cluster, bundle, 'stop', inner, 'stop', Order.PrintFirst);
    orderTasks(cluster, inner, 'running', bundle, 'running', Order.PrintThen);
    orderTasks(cluster, inner, 'stopped', bundle, 'stopped', Order.PrintThen);
  }
  for (const replica of bundle.replicas) addReplicaConstraints(cluster, bundle, replica, addInternal);
  if (inner === null) return;
  addInternal(cluster, inner);
  if (inner.isPromotable) addPromotion(cluster, bundle, inner);
}

function addReplicaConstraints(
  cluster: Cluster,
  bundle: Bundle,
  replica: Replica,
  addInternal: AddInternal,
): void {
  const { container, ip, connection, inner } = replica;
  addInternal(cluster, container);
  orderTasks(cluster, bundle, 'start', container, 'start', Order.RunnableFirst | Order.PrintFirst);
  if (inner !== null) orderTasks(cluster, bundle, 'stop', inner, 'stop', Order.PrintFirst);
  orderTasks(cluster, bundle, 'stop', container, 'stop', Order.PrintFirst);
  orderTasks(cluster, container, 'start', bundle, 'running', Order.PrintThen);
  orderTasks(cluster, container, 'stop', bundle, 'stopped', Order.PrintThen);
  if (ip !== null) {
    addInternal(cluster, ip);
    orderTasks(cluster, ip, 'start', container, 'start', Order.RunnableFirst | Order.Preserve);
    orderTasks(cluster, container, 'stop', ip, 'stop', Order.ImpliesFirst | Order.Preserve);
    addColocation(cluster, {
      id: 'ip-with-docker',
      dependent: ip,
      primary: container,
      score: INFINITY_SCORE,
      dependentRole: Role.Unknown,
      primaryRole: Role.Unknown,
      nodeAttribute: null,
      influence: true,
      isInternal: true,
    });
  }
  if (connection !== null) addInternal(cluster, connection);
}

function addPromotion(cluster: Cluster, bundle: Bundle, inner: Clone): void {
  orderPromotableActions(cluster, bundle);
  orderTasks(cluster, inner, 'demoted', bundle, 'demoted', Order.PrintThen);
  orderTasks(cluster, bundle, 'demote', inner, 'demote', Order.PrintFirst);
  orderTasks(cluster, inner, 'promoted', bundle, 'promoted', Order.PrintThen);
  orderTasks(cluster, bundle, 'promote', inner, 'promote', Order.PrintFirst);
}
