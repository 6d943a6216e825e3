import { type Action, ActionFlag } from '../scheduler/model/action.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ActionReason } from '../scheduler/model/reason.ts';
import type { Resource } from '../scheduler/model/resource.ts';

/** What became of an action. */
export type ActionState = 'planned' | 'not-needed' | 'cannot-run' | 'left-out';

/** Why an action happens, or why it cannot. */
export interface ActionExplanation {
  readonly action: Action;
  readonly state: ActionState;
  /** Text of the transition summary, when there is one. */
  readonly summary: string | null;
  /** What changed its state, oldest first, with the action that did it where it was an ordering. */
  readonly steps: readonly { readonly reason: ActionReason; readonly by: Action | null }[];
  /** Actions of the plan it waits for. */
  readonly waitsFor: readonly Action[];
}

/**
 * Explains all actions with a key, optionally on one node. The instance number may be left out: `web_start_0` then means
 * the start of every instance of `web`.
 */
export function explainAction(
  cluster: Cluster,
  key: string,
  node: string | null,
): readonly ActionExplanation[] {
  const wanted = key.toLowerCase();
  const isMeant = (action: Action): boolean =>
    action.key.toLowerCase() === wanted ||
    (action.resource !== null &&
      action.resource.id !== action.resource.configuredId &&
      action.key.replace(action.resource.id, action.resource.configuredId).toLowerCase() === wanted);
  const isThere = (action: Action): boolean =>
    node === null || action.node?.name.toLowerCase() === node.toLowerCase();
  return cluster.actions
    .filter((action) => isMeant(action) && isThere(action))
    .map((action) => explain(cluster, action));
}

/** Explains what happens to a resource: its planned actions and those that are needed but cannot run. */
export function explainActionsOf(cluster: Cluster, resource: Resource): readonly ActionExplanation[] {
  return resource.actions
    .map((action) => explain(cluster, action))
    .filter((explanation) => explanation.state === 'planned' || explanation.state === 'cannot-run');
}

function explain(cluster: Cluster, action: Action): ActionExplanation {
  return {
    action,
    state: stateOf(action),
    summary: action.reason,
    steps: (action.trail ?? []).map((reason) => ({
      reason,
      by: 'by' in reason ? (cluster.actions[reason.by - 1] ?? null) : null,
    })),
    waitsFor: action.before
      .filter((link) => link.isInput && link.first.has(ActionFlag.InGraph))
      .map((link) => link.first),
  };
}

function stateOf(action: Action): ActionState {
  if (action.has(ActionFlag.InGraph)) return 'planned';
  if (action.isOptional) return 'not-needed';
  return action.isRunnable ? 'left-out' : 'cannot-run';
}
