import type { Action } from '../model/action.ts';
import { ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { operationAction } from './operations.ts';

/** Requests an ordering point of a collective: pseudo, and runnable unless said otherwise (spec C2.7). */
export function collectivePseudo(
  cluster: Cluster,
  resource: Resource,
  task: string,
  optional: boolean,
  isRunnable = true,
): Action {
  const action = operationAction(cluster, resource, task, null, optional, `${resource.kind} ${task}`);
  action.flags |= ActionFlag.Pseudo;
  if (isRunnable) action.flags |= ActionFlag.Runnable;
  else action.flags &= ~ActionFlag.Runnable;
  return action;
}

/** Creates all actions of one resource; passed down so that collectives can create those of their children. */
export type CreateActionsOf = (cluster: Cluster, resource: Resource) => void;
