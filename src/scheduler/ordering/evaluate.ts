import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order, type OrderLink } from '../model/order.ts';
import { locationOf } from '../placement/compatible.ts';
import { blockByOrder, Change, requireByOrder } from './change.ts';
import { shouldInterleave } from './interleave.ts';
import { applyMethod, type Effect } from './methods.ts';
import { statusForOrdering } from './status.ts';
import type { PartOfWork } from './work.ts';

/** Flags that can change something about two actions as such. */
const EFFECTIVE =
  Order.ImpliesFirst |
  Order.ImpliesThen |
  Order.ImpliesThenOnNode |
  Order.PromotedImpliesFirst |
  Order.ImpliesFirstMigratable |
  Order.RunnableFirst |
  Order.PseudoFirst |
  Order.Restart |
  Order.Probe |
  Order.Any |
  Order.Asymmetric |
  Order.PrintFirst |
  Order.PrintThen;

const { Optional, Runnable } = ActionFlag;

/** True when none of a link's flags can have an effect. */
export function isIdle(link: OrderLink): boolean {
  return (link.flags & EFFECTIVE) === 0 && !shouldInterleave(link.first, link.then);
}

/** What remains of evaluating an idle link: looking at a collective's members updates its own action (spec C4.12). */
export function refreshStatus(cluster: Cluster, { first, then }: OrderLink): void {
  if (!isSingle(first)) statusForOrdering(cluster, first, placeOf(then));
  if (!isSingle(then)) statusForOrdering(cluster, then, placeOf(first));
}

/** Where an action takes place; the start of a group does so where all of the group will be (spec C4.11.2a). */
export function placeOf(action: Action): ClusterNode | null {
  if (action.resource?.kind === 'group' && action.task === 'start') {
    return locationOf(action.resource, 'planned');
  }
  return action.node;
}

/** An action that is not a collective's. */
export function isSingle(action: Action): boolean {
  return action.resource === null || action.resource.kind === 'primitive';
}

/** Lets every flag of a link take effect, in a fixed order (spec C4.12). Answers with `Change` bits. */
export function* evaluateLink(cluster: Cluster, link: OrderLink): PartOfWork {
  const { first, then, constraint } = link;
  const firstStatus = statusForOrdering(cluster, first, placeOf(then));
  const thenStatus = statusForOrdering(cluster, then, placeOf(first));
  const owner = then.resource;
  let node = then.node;
  let changed: number = Change.None;

  if ((link.flags & Order.ImpliesThenOnNode) !== 0) {
    link.flags = (link.flags & ~Order.ImpliesThenOnNode) | Order.ImpliesThen;
    node = first.node;
  }
  const effect: Effect = { node, status: firstStatus, filter: Optional, flag: 0, constraint };

  if ((link.flags & Order.ImpliesThen) !== 0) {
    const status = firstStatus & Optional;
    if (owner !== null) {
      changed |= yield* applyMethod(cluster, owner, first, then, {
        ...effect,
        status,
        flag: Order.ImpliesThen,
      });
    } else if (status === 0 && then.isOptional) {
      requireByOrder(cluster, then, first, constraint, false);
      changed |= Change.Then;
    }
  }
  if ((link.flags & Order.Restart) !== 0 && owner !== null) {
    const filter = Optional | Runnable;
    changed |= yield* applyMethod(cluster, owner, first, then, { ...effect, filter, flag: Order.Restart });
  }
  if ((link.flags & Order.ImpliesFirst) !== 0) {
    if (first.resource !== null) {
      changed |= yield* applyMethod(cluster, first.resource, first, then, {
        ...effect,
        flag: Order.ImpliesFirst,
      });
    } else if ((firstStatus & Optional) === 0 && first.isRunnable) {
      blockByOrder(cluster, first, then, constraint, false);
      changed |= Change.First;
    }
  }
  if ((link.flags & Order.PromotedImpliesFirst) !== 0 && owner !== null) {
    const status = firstStatus & Optional;
    changed |= yield* applyMethod(cluster, owner, first, then, {
      ...effect,
      status,
      flag: Order.PromotedImpliesFirst,
    });
  }
  if ((link.flags & Order.Any) !== 0) {
    if (owner !== null) {
      if (shouldInterleave(first, then)) {
        const any = { ...effect, filter: Runnable, flag: Order.Any };
        changed |= yield* applyMethod(cluster, owner, first, then, any);
      }
    } else if ((firstStatus & Runnable) !== 0) {
      then.runnableBefore++;
      if (then.runnableBefore >= then.requiredRunnableBefore && !then.isRunnable) {
        then.flags |= Runnable;
        changed |= Change.Then;
      }
    }
  }
  if ((link.flags & Order.Probe) !== 0) {
    if ((firstStatus & Runnable) === 0 && first.resource !== null && first.resource.runningOn.length > 0) {
      link.flags = 0;
    } else changed |= yield* applyRunnableFirst(cluster, link, effect);
  }
  if ((link.flags & Order.RunnableFirst) !== 0) changed |= yield* applyRunnableFirst(cluster, link, effect);
  if (owner !== null) {
    if ((link.flags & Order.ImpliesFirstMigratable) !== 0) {
      changed |= yield* applyMethod(cluster, owner, first, then, {
        ...effect,
        flag: Order.ImpliesFirstMigratable,
      });
    }
    if ((link.flags & Order.PseudoFirst) !== 0) {
      changed |= yield* applyMethod(cluster, owner, first, then, { ...effect, flag: Order.PseudoFirst });
    }
    // Mere sequence has an effect on instances only.
    if ((link.flags & Order.Order) !== 0 && shouldInterleave(first, then)) {
      const sequence = { ...effect, filter: Runnable, flag: Order.Order };
      changed |= yield* applyMethod(cluster, owner, first, then, sequence);
    }
    if ((link.flags & Order.Asymmetric) !== 0) {
      changed |= yield* applyMethod(cluster, owner, first, then, {
        ...effect,
        filter: Runnable,
        flag: Order.Asymmetric,
      });
    }
  }
  if ((link.flags & Order.PrintThen) !== 0 && first.isRunnable && (firstStatus & Optional) === 0) {
    then.flags |= ActionFlag.PrintAlways;
  }
  if ((link.flags & Order.PrintFirst) !== 0 && (thenStatus & Optional) === 0) {
    first.flags |= ActionFlag.PrintAlways;
  }
  if ((link.flags & (Order.ImpliesThen | Order.ImpliesFirst | Order.Restart)) !== 0) {
    const blocked = first.resource;
    const isStuck = blocked?.isManaged === false && blocked.isBlocked && first.task === 'stop';
    if (isStuck && !first.isRunnable && then.isRunnable) {
      blockByOrder(cluster, then, first, constraint, false);
      changed |= Change.Then;
    }
  }
  return changed;
}

function* applyRunnableFirst(cluster: Cluster, link: OrderLink, effect: Effect): PartOfWork {
  const { first, then } = link;
  if (then.resource !== null) {
    return yield* applyMethod(cluster, then.resource, first, then, {
      ...effect,
      filter: Runnable,
      flag: Order.RunnableFirst,
    });
  }
  if ((effect.status & Runnable) !== 0 || !then.isRunnable) return Change.None;
  blockByOrder(cluster, then, first, link.constraint, false);
  return Change.Then;
}
