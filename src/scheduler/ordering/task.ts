import { actionsWithKey } from '../actions/find.ts';
import { keyOf } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** What a collective's task is called when all of it is done (spec C4.11.2e). */
const COMPLETIONS: ReadonlyMap<string, string> = new Map([
  ['start', 'running'],
  ['stop', 'stopped'],
  ['promote', 'promoted'],
  ['demote', 'demoted'],
  ['notify', 'notified'],
  ['running', 'running'],
  ['stopped', 'stopped'],
  ['promoted', 'promoted'],
  ['demoted', 'demoted'],
  ['notified', 'notified'],
]);

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['running', 'start'],
  ['started', 'start'],
  ['stopped', 'stop'],
  ['promoted', 'promote'],
  ['demoted', 'demote'],
  ['notified', 'notify'],
]);

/** The completion of a task; `null` when it has none. */
export function completionOf(task: string): string | null {
  return COMPLETIONS.get(task.toLowerCase()) ?? null;
}

/** The task a completion completes; other tasks are themselves. */
function plainTask(task: string): string {
  return PLAIN.get(task) ?? task;
}

const NOTIFIED = /_notify_([^_]+)_[0-9]+$/;

/** Task of a collective's action; for notifications the task they tell of, which their key names (spec C4.12). */
export function effectiveTask(action: Action): string {
  if (action.task !== 'notify' && action.task !== 'notified') return action.task;
  return NOTIFIED.exec(action.key)?.[1] ?? action.task;
}

/** The task of an instance or member that corresponds to a collective's: only primitives lack completions. */
export function memberTask(task: string, member: Resource): string {
  return member.kind === 'primitive' ? plainTask(task) : task;
}

/** Up to this many actions of a resource are searched quicker than their index by key. */
const SCAN_LIMIT = 16;

/** The newest action of a resource with this task, on the node if one is given (spec C1.3). */
export function newestAction(resource: Resource, task: string, node: ClusterNode | null): Action | null {
  // Tasks of orderings do not recur, so the key tells the task, unless it is a cancel, which has its monitor's.
  const { actions } = resource;
  const isFew = actions.length <= SCAN_LIMIT;
  const candidates = isFew ? actions : actionsWithKey(resource, keyOf(resource.id, task, 0));
  for (let i = candidates.length - 1; i >= 0; i--) {
    const action = candidates[i] as Action;
    if (node !== null && action.node !== node) continue;
    if (action.task === task || (action.task.length === task.length && action.task.toLowerCase() === task)) {
      return action;
    }
  }
  return null;
}

/** Ancestor test: is `ancestor` above `resource` in its tree? */
export function isAncestor(ancestor: Resource, resource: Resource): boolean {
  for (let parent = resource.parent; parent !== null; parent = parent.parent) {
    if (parent === ancestor) return true;
  }
  return false;
}
