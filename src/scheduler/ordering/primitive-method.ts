import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { Role } from '../model/role.ts';
import { blockByOrder, Change, requireByOrder, stopMigrating } from './change.ts';

/**
 * Effect of one ordering flag between two actions as such (spec C4.12, "primitive method"). `status` is first's state
 * as far as it is to be looked at, `filter` the flags the ordering may be about. Answers with `Change` bits.
 */
export function updateOrderedActions(
  cluster: Cluster,
  first: Action,
  then: Action,
  status: number,
  filter: number,
  flag: number,
  constraint: string | null,
): number {
  const firstBefore = first.flags;
  const thenBefore = then.flags;
  switch (flag) {
    case Order.Asymmetric:
      applyAsymmetric(cluster, first, then, constraint);
      break;
    case Order.ImpliesFirst:
      if (then.isOptional) break;
      if ((filter & ActionFlag.Optional) !== 0 && (status & ActionFlag.Optional) === 0) {
        requireByOrder(cluster, first, then, constraint);
      }
      if ((status & ActionFlag.MigrateRunnable) !== 0 && !then.has(ActionFlag.MigrateRunnable)) {
        stopMigrating(first, then);
      }
      break;
    case Order.PromotedImpliesFirst:
      if ((filter & ActionFlag.Optional) === 0 || then.isOptional) break;
      if (then.resource?.role !== Role.Promoted) break;
      requireByOrder(cluster, first, then, constraint);
      if (first.has(ActionFlag.MigrateRunnable) && !then.has(ActionFlag.MigrateRunnable)) {
        stopMigrating(first, then);
      }
      break;
    case Order.ImpliesFirstMigratable:
      if ((filter & ActionFlag.Optional) === 0) break;
      if (!then.has(ActionFlag.MigrateRunnable) || !then.isRunnable) {
        blockByOrder(cluster, first, then, constraint);
      }
      if (!then.isOptional) requireByOrder(cluster, first, then, constraint);
      break;
    case Order.PseudoFirst:
      if ((filter & ActionFlag.Optional) === 0 || first.isRunnable) break;
      stopMigrating(then, first);
      then.flags &= ~ActionFlag.Pseudo;
      break;
    case Order.RunnableFirst:
      if ((filter & ActionFlag.Runnable) === 0) break;
      if (then.isRunnable && (status & ActionFlag.Runnable) === 0) {
        blockByOrder(cluster, then, first, constraint);
        stopMigrating(then, first);
      }
      break;
    case Order.ImpliesThen:
      if ((filter & ActionFlag.Optional) === 0 || !then.isOptional) break;
      if ((status & ActionFlag.Optional) === 0 && !first.has(ActionFlag.MigrateRunnable)) {
        requireByOrder(cluster, then, first, constraint);
      }
      break;
    case Order.Restart:
      applyRestart(cluster, first, then, filter, constraint);
      break;
  }
  let changed: number = Change.None;
  if (then.flags !== thenBefore) changed |= Change.Then;
  if (first.flags !== firstBefore) changed |= Change.First;
  return changed;
}

/** An unrunnable first makes then impossible, unless then is done already (spec C4.12 ASYM). */
function applyAsymmetric(cluster: Cluster, first: Action, then: Action, constraint: string | null): void {
  const resource = then.resource;
  if (resource === null) return;
  if (then.task === 'stop' && resource.role === Role.Stopped) return;
  if (
    then.task === 'start' &&
    then.isOptional &&
    resource.role >= Role.Started &&
    resource.runningOn.length === 1 &&
    resource.runningOn[0] === then.node
  ) {
    return;
  }
  if (first.isRunnable) return;
  requireByOrder(cluster, then, first, constraint);
  blockByOrder(cluster, then, first, constraint);
}

/** A dependent that has to restart takes this stop (or start) with it (spec C4.12 RESTART). */
function applyRestart(
  cluster: Cluster,
  first: Action,
  then: Action,
  filter: number,
  constraint: string | null,
): void {
  if (first.resource?.kind !== 'primitive' || then.resource?.kind !== 'primitive') return;
  const byRequired = (filter & ActionFlag.Optional) !== 0 && !then.isOptional;
  const byUnrunnable =
    (filter & ActionFlag.Runnable) !== 0 &&
    !then.isRunnable &&
    then.resource.isManaged &&
    then.resource === first.resource;
  if (!byRequired && !byUnrunnable) return;
  if (first.isRunnable || !then.isOptional) requireByOrder(cluster, first, then, constraint);
  if (!then.has(ActionFlag.MigrateRunnable)) stopMigrating(first, then);
  if (!first.isOptional && !first.isRunnable) blockByOrder(cluster, then, first, constraint);
}
