import { INFINITY_SCORE } from '../../result/score.ts';
import { notifyKey } from '../actions/key.ts';
import { requestAction } from '../actions/request.ts';
import { makeRequired } from '../actions/state.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteOrGuest } from '../model/node.ts';
import type { NotificationSet, NotifiedTask } from '../model/notification.ts';
import { Order } from '../model/order.ts';
import { type Clone, leaves, type Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLink } from '../ordering/link.ts';
import { newestAction } from '../ordering/task.ts';
import { collectValues, isNotifiedTask, type NotificationValues } from './values.ts';

const TASKS: readonly NotifiedTask[] = ['start', 'stop', 'promote', 'demote'];

/** Tells the instances of a clone what is going to happen and what has happened (spec C2.9.2). */
export function notifyInstances(cluster: Cluster, clone: Clone): void {
  if (clone.notifications.size === 0) return;
  const instances = leaves(clone);
  for (const task of TASKS) {
    const set = clone.notifications.get(task);
    if (set === undefined) continue;
    const told = collectValues(cluster, clone);
    if (told.involved(task)) {
      for (const action of [set.pre, set.preDone, set.post, set.postDone]) {
        if (action !== null) makeRequired(cluster, action, 'notification');
      }
    }
    for (const instance of instances) notifyInstance(cluster, instance, set, told);
  }
}

/** Hands the values to an instance's own actions, and makes its notify actions (spec C2.9.2f). */
export function notifyInstance(
  cluster: Cluster,
  instance: Primitive,
  set: NotificationSet,
  told: NotificationValues,
): void {
  for (const action of instance.actions) {
    if (action.isOptional || action.node === null || !isNotifiedTask(action.task)) continue;
    addMeta(action, told.values);
  }
  const { task } = set;
  if (task !== 'stop' && !told.involved(task)) return;
  if (task === 'stop' || task === 'demote') notifyOfEnd(cluster, instance, set, told);
  else notifyOfBeginning(cluster, instance, set, told);
}

/** Before a stop or demotion, and after it where the instance is still there. */
function notifyOfEnd(
  cluster: Cluster,
  instance: Primitive,
  set: NotificationSet,
  told: NotificationValues,
): void {
  if (instance.role === Role.Stopped) return;
  const stop = newestAction(instance, 'stop', null);
  for (const node of instance.runningOn) {
    if (stop?.isPseudo === true && isLost(node)) continue;
    createNotify(cluster, instance, node, set, 'pre', told);
    if (set.task === 'demote' || stop === null || stop.isOptional) {
      createPost(cluster, instance, node, set, told);
    }
  }
}

/** After a start or promotion, and before it where the instance is already there. */
function notifyOfBeginning(
  cluster: Cluster,
  instance: Primitive,
  set: NotificationSet,
  told: NotificationValues,
): void {
  if (instance.nextRole === Role.Stopped) return;
  const start = newestAction(instance, 'start', null);
  if (start !== null && isBehindDeadConnection(start)) return;
  const node = instance.assigned;
  if (node === null) return;
  if (set.task === 'promote' || start === null || start.isOptional) {
    createNotify(cluster, instance, node, set, 'pre', told);
  }
  createPost(cluster, instance, node, set, told);
}

function isLost(node: ClusterNode): boolean {
  return node.isUnclean || (isGuestNode(node) && node.remoteRequiresReset);
}

function isBehindDeadConnection(start: Action): boolean {
  const node = start.node;
  if (node === null || !isRemoteOrGuest(node) || node.connection === null) return false;
  const connectionStart = newestAction(node.connection, 'start', null);
  return connectionStart !== null && !connectionStart.isRunnable;
}

function createPost(
  cluster: Cluster,
  instance: Primitive,
  node: ClusterNode,
  set: NotificationSet,
  told: NotificationValues,
): void {
  const notify = createNotify(cluster, instance, node, set, 'post', told);
  if (notify !== null) notify.priority = INFINITY_SCORE;
  for (let i = instance.actions.length - 1; i >= 0; i--) {
    const action = instance.actions[i] as Action;
    const interval = action.metaValue('interval');
    if (interval === null || interval === '0' || action.task === 'cancel') continue;
    addLink(set.postDone, action, Order.Order, null);
  }
}

/** The notify action itself, between the pseudo-actions that ask for it and wait for it (spec C2.9.2g). */
function createNotify(
  cluster: Cluster,
  instance: Primitive,
  node: ClusterNode,
  set: NotificationSet,
  type: 'pre' | 'post',
  told: NotificationValues,
): Action | null {
  const parent = type === 'pre' ? set.pre : set.post;
  const confirmed = type === 'pre' ? set.preDone : set.postDone;
  if (parent === null || confirmed === null || !node.isOnline || !parent.isRunnable) return null;
  const notify = requestAction(cluster, {
    resource: instance,
    key: notifyKey(instance, type, set.task),
    task: 'notify',
    node,
    optional: parent.isOptional,
    intervalMs: 0,
    cause: 'notification',
  });
  if (parent.meta !== null) addMeta(notify, parent.meta);
  if (parent.options !== null) addMeta(notify, parent.options.meta);
  addMeta(notify, told.values);
  addLink(parent, notify, Order.Order, null);
  addLink(notify, confirmed, Order.Order, null);
  return notify;
}

/** Adds meta attributes that the action does not have yet. */
function addMeta(action: Action, pairs: ReadonlyMap<string, string>): void {
  for (const [name, value] of pairs) if (action.metaValue(name) === null) action.setMeta(name, value);
}
