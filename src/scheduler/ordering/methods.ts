import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { Change } from './change.ts';
import { interleave, shouldInterleave } from './interleave.ts';
import { updateOrderedActions } from './primitive-method.ts';
import { actionStatus } from './status.ts';
import { newestAction } from './task.ts';
import { updateAction } from './update.ts';
import type { PartOfWork } from './work.ts';

/** One flag of an ordering, about to take effect (spec C4.12). */
export interface Effect {
  /** Node to look at members on, `null` for any. */
  readonly node: ClusterNode | null;
  /** State of first as far as it matters. */
  readonly status: number;
  /** Action flags the ordering may be about. */
  readonly filter: number;
  /** One bit of `Order`. */
  readonly flag: number;
  readonly constraint: string | null;
}

/** Applies one flag by the method of a resource's kind (spec C4.12). Answers with `Change` bits. */
export function* applyMethod(
  cluster: Cluster,
  owner: Resource,
  first: Action,
  then: Action,
  effect: Effect,
): PartOfWork {
  switch (owner.kind) {
    case 'primitive':
      return yield* applyPlain(cluster, first, then, effect);
    case 'group':
      return yield* applyToGroup(cluster, owner, first, then, effect);
    case 'clone':
    case 'bundle':
      if (shouldInterleave(first, then)) return yield* interleave(cluster, first, then, effect);
      return yield* applyToInstances(cluster, owner, first, then, effect);
  }
}

/** The effect on the two actions themselves; what is part of something else takes effect at once. */
function* applyPlain(cluster: Cluster, first: Action, then: Action, effect: Effect): PartOfWork {
  const { status, filter, flag, constraint } = effect;
  const changed = updateOrderedActions(cluster, first, then, status, filter, flag, constraint);
  if ((changed & Change.Then) !== 0 && then.resource !== null && then.resource.parent !== null) {
    yield updateAction(cluster, then);
  }
  return changed;
}

function* applyToGroup(
  cluster: Cluster,
  group: Resource,
  first: Action,
  then: Action,
  effect: Effect,
): PartOfWork {
  let changed = yield* applyPlain(cluster, first, then, effect);
  // As the resource of first a group only answers for its own action.
  if (then.resource !== group) return changed;
  for (const member of group.children) {
    const action = newestAction(member, then.task, effect.node);
    if (action !== null) changed |= yield* applyMethod(cluster, member, first, action, effect);
  }
  return changed;
}

function* applyToInstances(
  cluster: Cluster,
  owner: Resource,
  first: Action,
  then: Action,
  effect: Effect,
): PartOfWork {
  const node = effect.node;
  let changed = yield* applyPlain(cluster, first, then, effect);
  if (then.resource !== owner) return changed;
  for (const instance of instancesOf(owner)) {
    const action = newestAction(instance, then.task, node);
    if (action === null) continue;
    if ((actionStatus(cluster, action, node) & ActionFlag.Runnable) === 0) continue;
    const instanceChange = yield* applyMethod(cluster, instance, first, action, effect);
    changed |= instanceChange;
    if ((instanceChange & Change.Then) === 0) continue;
    for (let i = action.after.length - 1; i >= 0; i--) {
      yield updateAction(cluster, (action.after[i] as (typeof action.after)[number]).then);
    }
  }
  return changed;
}

/** Instances of a clone, or containers of a bundle, in their current order. */
export function instancesOf(resource: Resource): readonly Resource[] {
  if (resource.kind !== 'bundle') return resource.children;
  return resource.replicas.map((replica) => replica.container);
}
