import { INFINITY_SCORE } from '../../result/score.ts';
import { keyOf, type NotifyType } from '../actions/key.ts';
import { requestAction } from '../actions/request.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NotificationSet, NotifiedTask } from '../model/notification.ts';
import { Order } from '../model/order.ts';
import type { Clone, Resource } from '../model/resource.ts';
import { addLink } from '../ordering/link.ts';

/**
 * Makes the four notification pseudo-actions around one task of a clone and links them (spec C2.9.1). `action` is the
 * clone's pseudo-action of the task, `done` its completion (running, stopped, promoted, demoted). The set is kept in
 * `clone.notifications` and returned; `null` when the clone does not notify.
 */
export function createNotificationActions(
  cluster: Cluster,
  clone: Clone,
  task: NotifiedTask,
  action: Action,
  done: Action,
): NotificationSet | null {
  if (!clone.notifies) return null;
  const pre = notifyAction(cluster, clone, 'pre', task, action.task, action);
  pre.flags |= ActionFlag.Pseudo | ActionFlag.Runnable;
  const preDone = notifyAction(cluster, clone, 'confirmed-pre', task, action.task, action);
  preDone.flags |= ActionFlag.Pseudo | ActionFlag.Runnable;
  addLink(pre, preDone, Order.Order, null);
  addLink(preDone, action, Order.Order, null);
  const { post, postDone } = completeNotification(cluster, clone, task, done);
  addLink(preDone, post, Order.Order, null);
  const set = { task, pre, preDone, post, postDone };
  clone.notifications.set(task, set);
  return set;
}

/** The half after a task is done: `post`, answered by `confirmed-post`, both as likely as `done` itself. */
export function completeNotification(
  cluster: Cluster,
  owner: Resource,
  task: NotifiedTask,
  done: Action,
): { readonly post: Action; readonly postDone: Action } {
  const post = notifyAction(cluster, owner, 'post', task, done.task, done);
  const postDone = notifyAction(cluster, owner, 'confirmed-post', task, done.task, done);
  for (const action of [post, postDone]) {
    action.priority = INFINITY_SCORE;
    action.flags |= ActionFlag.Pseudo;
    if (done.isRunnable) action.flags |= ActionFlag.Runnable;
    else action.flags &= ~ActionFlag.Runnable;
  }
  addLink(done, post, Order.ImpliesThen, null);
  addLink(post, postDone, Order.ImpliesThen, null);
  return { post, postDone };
}

function notifyAction(
  cluster: Cluster,
  owner: Resource,
  type: NotifyType,
  task: NotifiedTask,
  keyTask: string,
  like: Action,
): Action {
  const isConfirmed = type === 'confirmed-pre' || type === 'confirmed-post';
  const action = requestAction(cluster, {
    resource: owner,
    key: keyOf(owner.id, `${type}_notify_${keyTask}`, 0),
    task: isConfirmed ? 'notified' : 'notify',
    node: null,
    optional: like.isOptional,
    intervalMs: 0,
    cause: 'notification',
  });
  action.setMeta('notify_key_type', type);
  action.setMeta('notify_key_operation', keyTask);
  action.setMeta('notify_type', type.endsWith('pre') ? 'pre' : 'post');
  action.setMeta('notify_operation', task);
  return action;
}
