import { INFINITY_SCORE } from '../../result/score.ts';
import { noteReason, setReason } from '../actions/state.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import { type Resource, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { newestAction } from './task.ts';
import { updateAction } from './update.ts';
import type { Work } from './work.ts';

/** What must run with something that cannot start (or be promoted) cannot either (spec C4.13). */
export function* blockDependents(cluster: Cluster, action: Action): Work {
  const resource = action.resource;
  if (!canBlock(action) || resource === null) return;
  const top = topResource(resource);
  const primary = top.parent ?? top;
  if (primary.dependents.length === 0) return;
  for (const child of primary.children) {
    const childAction = newestAction(child, action.task, null);
    if (childAction === null || childAction.isRunnable) return;
  }
  const isPromotion = action.task === 'promote';
  for (const colocation of primary.dependents) {
    if (colocation.score < INFINITY_SCORE) continue;
    if (isPromotion && colocation.primaryRole !== Role.Promoted) continue;
    const task = colocation.dependentRole === Role.Promoted ? 'promote' : 'start';
    yield blockTask(cluster, colocation.dependent, task, resource, colocation);
  }
}

/** An unrunnable start or promotion of a resource. */
export function canBlock(action: Action): boolean {
  return (
    !action.isRunnable && action.resource !== null && (action.task === 'start' || action.task === 'promote')
  );
}

function* blockTask(
  cluster: Cluster,
  dependent: Resource,
  task: string,
  cause: Resource,
  colocation: Colocation,
): Work {
  for (let i = dependent.actions.length - 1; i >= 0; i--) {
    const action = dependent.actions[i] as Action;
    if (action.task !== task || !action.isRunnable) continue;
    action.flags &= ~ActionFlag.Runnable;
    setReason(action, `colocation with ${cause.id}`, false);
    noteReason(cluster, action, {
      kind: 'unrunnable-by-colocation',
      constraint: colocation.id,
      with: cause.id,
    });
    yield blockDependents(cluster, action);
    yield updateAction(cluster, action);
  }
  for (const child of dependent.children) yield blockTask(cluster, child, task, cause, colocation);
}
