import { INFINITY_SCORE } from '../../result/score.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NotificationSet } from '../model/notification.ts';
import { Order } from '../model/order.ts';
import type { Clone, Resource } from '../model/resource.ts';
import { createNotificationActions } from '../notifications/pseudo.ts';
import { addLink } from '../ordering/link.ts';
import { type CreateActionsOf, collectivePseudo } from './collective.ts';
import { findActions } from './find.ts';
import { createInstancePseudos, hasRequired, sortByInstance } from './instances.ts';
import { operationKey } from './key.ts';

/** Instances, then the clone's ordering points and notifications (spec C2.7). */
export function createCloneActions(cluster: Cluster, clone: Clone, createActionsOf: CreateActionsOf): void {
  for (const instance of clone.children) createActionsOf(cluster, instance);

  let startNotices: NotificationSet | null = null;
  let stopNotices: NotificationSet | null = null;
  createInstancePseudos(
    cluster,
    clone,
    clone.children,
    (start, running) => {
      startNotices = createNotificationActions(cluster, clone, 'start', start, running);
    },
    (stop, stopped) => {
      stopNotices = createNotificationActions(cluster, clone, 'stop', stop, stopped);
    },
  );
  orderNotices(stopNotices, startNotices);
  if (clone.isOrdered) orderInstances(clone);
  if (clone.isPromotable) createPromotion(cluster, clone, createActionsOf, startNotices, stopNotices);
}

/** Everybody has been told of the one before anybody is told of the other (spec C2.7). */
function orderNotices(first: NotificationSet | null, then: NotificationSet | null): void {
  if (first === null || then?.pre == null) return;
  addLink(first.postDone, then.pre, Order.Order, null);
}

/** Instances of an ordered clone stop from the last to the first and start the other way (spec C2.7). */
function orderInstances(clone: Clone): void {
  sortByInstance(clone.children);
  let lastStop: Action | null = null;
  let lastStart: Action | null = null;
  for (const instance of clone.children) {
    const stop = soleRequired(instance, 'stop');
    if (stop !== null) {
      if (lastStop !== null) addLink(stop, lastStop, Order.Order, null);
      lastStop = stop;
    }
    const start = soleRequired(instance, 'start');
    if (start !== null) {
      if (lastStart !== null) addLink(lastStart, start, Order.Order, null);
      lastStart = start;
    }
  }
}

/** The required action of a task, if there is exactly one. */
function soleRequired(instance: Resource, task: string): Action | null {
  const required = findActions(instance, operationKey(instance, task, 0), null).filter(
    (action) => !action.isOptional,
  );
  return required.length === 1 ? (required[0] as Action) : null;
}

/** Promotion and demotion of a promotable clone (spec C2.7). */
function createPromotion(
  cluster: Cluster,
  clone: Clone,
  createActionsOf: CreateActionsOf,
  startNotices: NotificationSet | null,
  stopNotices: NotificationSet | null,
): void {
  for (const instance of clone.children) createActionsOf(cluster, instance);

  const promote = createRoleChange(cluster, clone, 'promote', 'promoted', clone.children);
  const promoteNotices = createNotificationActions(cluster, clone, 'promote', promote.start, promote.done);
  const demote = createRoleChange(cluster, clone, 'demote', 'demoted', clone.children);
  const demoteNotices = createNotificationActions(cluster, clone, 'demote', demote.start, demote.done);

  orderNotices(stopNotices, promoteNotices);
  orderNotices(startNotices, promoteNotices);
  orderNotices(demoteNotices, promoteNotices);
  orderNotices(demoteNotices, startNotices);
  orderNotices(demoteNotices, stopNotices);
  for (const instance of clone.children) instance.priority = clone.priority;
}

function createRoleChange(
  cluster: Cluster,
  clone: Clone,
  task: 'promote' | 'demote',
  completion: string,
  instances: readonly Resource[],
): { readonly start: Action; readonly done: Action } {
  const optional = !hasRequired(instances, task);
  const start = collectivePseudo(cluster, clone, task, optional);
  const done = collectivePseudo(cluster, clone, completion, optional);
  done.priority = INFINITY_SCORE;
  return { start, done };
}
