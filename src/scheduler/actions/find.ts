import type { Action } from '../model/action.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Actions of a resource with a key, in creation order; keys are compared without regard to case (spec C1.2.3). */
export function actionsWithKey(resource: Resource, key: string): readonly Action[] {
  return resource.actionIndex.get(key)?.all ?? NONE;
}

const NONE: readonly Action[] = [];

/**
 * All actions of a resource with this key, oldest first. Given a node, only those of that node; **one that has no
 * node yet is thereby assigned to it** (spec C1.2.3, C1.3 "lenient").
 */
export function findActions(resource: Resource, key: string, node: ClusterNode | null): Action[] {
  const list = resource.actionIndex.get(key);
  if (list === null) return [];
  if (node === null) return list.all.slice();
  list.place(node);
  return list.oldestOn(node) === null ? [] : list.all.filter((action) => action.node === node);
}

/** All actions of a resource with this key on this very node, oldest first; no side effect (spec C1.3 "exact"). */
export function findActionsExact(resource: Resource, key: string, node: ClusterNode | null): Action[] {
  const found: Action[] = [];
  if (node === null) return found;
  for (const action of actionsWithKey(resource, key)) if (action.node === node) found.push(action);
  return found;
}

/** What `firstAction` looks for; absent criteria match everything. */
export interface ActionCriteria {
  readonly key?: string;
  readonly task?: string;
  readonly node?: ClusterNode | null;
}

/** The newest action of a resource that meets the criteria (spec C1.3 "first action"); no side effect. */
export function firstAction(resource: Resource, criteria: ActionCriteria): Action | null {
  const { key, task, node = null } = criteria;
  const candidates = key === undefined ? resource.actions : actionsWithKey(resource, key);
  const wanted = task?.toLowerCase();
  for (let i = candidates.length - 1; i >= 0; i--) {
    const action = candidates[i] as Action;
    if (wanted !== undefined && action.task !== wanted && action.task.toLowerCase() !== wanted) continue;
    if (node === null || action.node === node) return action;
  }
  return null;
}
