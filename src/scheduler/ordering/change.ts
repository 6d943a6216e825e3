import { noteReason, setReason } from '../actions/state.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';

/** Which side of an ordering changed (spec C4.11). */
export const Change = { None: 0, First: 1, Then: 2 } as const;

/**
 * `by` makes the action required. A reason is recorded when the two belong to different resources (spec C4.12, C1.6).
 */
export function requireByOrder(
  cluster: Cluster,
  action: Action,
  by: Action,
  constraint: string | null,
  withReason = true,
): void {
  if (!action.isOptional) return;
  action.flags &= ~ActionFlag.Optional;
  if (withReason && action.resource !== by.resource) setReason(action, `required ${actorOf(by)}`, false);
  noteReason(cluster, action, { kind: 'required-by-order', by: by.id, constraint });
}

/** `by` makes the action unrunnable. */
export function blockByOrder(
  cluster: Cluster,
  action: Action,
  by: Action,
  constraint: string | null,
  withReason = true,
): void {
  if (!action.isRunnable) return;
  action.flags &= ~ActionFlag.Runnable;
  if (withReason && action.resource !== by.resource) setReason(action, `unrunnable ${actorOf(by)}`, false);
  noteReason(cluster, action, { kind: 'unrunnable-by-order', by: by.id, constraint });
}

/** `by` keeps the action from being part of a live migration. */
export function stopMigrating(action: Action, by: Action): void {
  if (!action.has(ActionFlag.MigrateRunnable)) return;
  action.flags &= ~ActionFlag.MigrateRunnable;
  if (action.resource !== by.resource) setReason(action, `unrunnable ${actorOf(by)}`, true);
}

function actorOf(action: Action): string {
  return action.resource === null ? action.task : `${action.resource.id} ${action.task}`;
}
