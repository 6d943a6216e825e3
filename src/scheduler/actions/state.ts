import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ActionReason } from '../model/reason.ts';

/** Notes why an action's state changed, when reasons are kept. */
export function noteReason(cluster: Cluster, action: Action, reason: ActionReason): void {
  if (!cluster.settings.keepReasons) return;
  action.trail ??= [];
  action.trail.push(reason);
}

/** The action is needed from now on. */
export function makeRequired(cluster: Cluster, action: Action, cause: string): void {
  if ((action.flags & ActionFlag.Optional) === 0) return;
  action.flags &= ~ActionFlag.Optional;
  noteReason(cluster, action, { kind: 'required', cause });
}

/** The action is not needed, whatever was asked before. */
export function makeOptional(cluster: Cluster, action: Action, cause: string): void {
  if ((action.flags & ActionFlag.Optional) !== 0) return;
  action.flags |= ActionFlag.Optional;
  noteReason(cluster, action, { kind: 'optional', cause });
}

/** The action can be performed. */
export function makeRunnable(action: Action): void {
  action.flags |= ActionFlag.Runnable;
}

/** The action cannot be performed. */
export function makeUnrunnable(cluster: Cluster, action: Action, cause: string): void {
  if ((action.flags & ActionFlag.Runnable) === 0) return;
  action.flags &= ~ActionFlag.Runnable;
  noteReason(cluster, action, { kind: 'unrunnable', cause });
}

/** The action becomes an ordering point: nothing is executed for it. */
export function makePseudo(action: Action): void {
  action.flags |= ActionFlag.Pseudo;
}

/** Sets the text shown in the summary: the first one stays unless `overwrite` (spec C1.6). */
export function setReason(action: Action, text: string, overwrite: boolean): void {
  if (action.reason === null || overwrite) action.reason = text;
}
