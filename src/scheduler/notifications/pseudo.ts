import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { NotificationSet, NotifiedTask } from '../model/notification.ts';
import type { Clone } from '../model/resource.ts';

/**
 * Makes the four notification pseudo-actions around one task of a clone and links them (spec C2.9.1). `action` is the
 * clone's pseudo-action of the task, `done` its completion (running, stopped, promoted, demoted). The set is kept in
 * `clone.notifications` and returned; `null` when the clone does not notify.
 */
export function createNotificationActions(
  _cluster: Cluster,
  _clone: Clone,
  _task: NotifiedTask,
  _action: Action,
  _done: Action,
): NotificationSet | null {
  throw new Error('not built yet: createNotificationActions');
}
