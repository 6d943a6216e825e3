import { orderTasks } from '../constraints/order.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Clone, Resource } from '../model/resource.ts';

/** Makes the internal constraints of one resource and everything below it. */
type AddInternal = (cluster: Cluster, resource: Resource) => void;

/** A clone's own actions and its instances' place between them (spec C4.7). */
export function addCloneConstraints(cluster: Cluster, clone: Clone, addInternal: AddInternal): void {
  orderTasks(cluster, clone, 'stopped', clone, 'start', Order.Order);
  orderTasks(cluster, clone, 'start', clone, 'running', Order.RunnableFirst);
  orderTasks(cluster, clone, 'stop', clone, 'stopped', Order.RunnableFirst);
  if (clone.isPromotable) {
    orderTasks(cluster, clone, 'demoted', clone, 'stop', Order.Order);
    orderTasks(cluster, clone, 'running', clone, 'promote', Order.RunnableFirst);
  }

  /** Stable: orphans found in history may share a number with a configured instance. */
  if (clone.isOrdered) clone.children.sort((a, b) => (a.instance ?? 0) - (b.instance ?? 0));
  let last: Resource | null = null;
  for (const instance of clone.children) {
    addInternal(cluster, instance);
    orderTasks(cluster, clone, 'start', instance, 'start', Order.RunnableFirst | Order.PrintFirst);
    orderTasks(cluster, instance, 'start', clone, 'running', Order.PrintThen);
    if (clone.isOrdered && last !== null) orderTasks(cluster, last, 'start', instance, 'start', Order.Order);
    orderTasks(cluster, clone, 'stop', instance, 'stop', Order.PrintFirst);
    orderTasks(cluster, instance, 'stop', clone, 'stopped', Order.PrintThen);
    if (clone.isOrdered && last !== null) orderTasks(cluster, instance, 'stop', last, 'stop', Order.Order);
    last = instance;
  }
  if (clone.isPromotable) addPromotableConstraints(cluster, clone);
}

function addPromotableConstraints(cluster: Cluster, clone: Clone): void {
  orderPromotableActions(cluster, clone);
  let last: Resource | null = null;
  for (const instance of clone.children) {
    orderTasks(cluster, instance, 'demote', instance, 'promote', Order.Order);
    orderTasks(cluster, clone, 'promote', instance, 'promote', Order.Order);
    orderTasks(cluster, instance, 'promote', clone, 'promoted', Order.Order);
    if (clone.isOrdered && last !== null) {
      orderTasks(cluster, last, 'promote', instance, 'promote', Order.Order);
    }
    orderTasks(cluster, clone, 'demote', instance, 'demote', Order.PrintFirst);
    orderTasks(cluster, instance, 'demote', clone, 'demoted', Order.PrintThen);
    if (clone.isOrdered && last !== null) {
      orderTasks(cluster, instance, 'demote', last, 'demote', Order.Order);
    }
    last = instance;
  }
}

/** The order of a promotable clone's or bundle's own actions (spec C4.7, C4.8). */
export function orderPromotableActions(cluster: Cluster, collective: Resource): void {
  const order = (first: string, then: string): void => {
    orderTasks(cluster, collective, first, collective, then, Order.Order);
  };
  order('stopped', 'start');
  order('stopped', 'promote');
  order('demoted', 'stop');
  order('demoted', 'start');
  order('demoted', 'promote');
  order('running', 'promote');
  order('demote', 'demoted');
}
