import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order, type OrderLink } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { blockDependents } from './block-dependents.ts';
import { Change } from './change.ts';
import { evaluateLink, isIdle, isSingle, placeOf, refreshStatus } from './evaluate.ts';
import { addLink } from './link.ts';
import { completionOf, isAncestor } from './task.ts';
import type { Work } from './work.ts';

/** Brings one action up to date with everything ordered before it, and what follows from a change (spec C4.11). */
export function* updateAction(cluster: Cluster, then: Action): Work {
  const remembered = then.flags;
  let changed: number = Change.None;
  if (then.has(ActionFlag.RequiresAny)) {
    then.runnableBefore = 0;
    if (then.requiredRunnableBefore === 0) then.requiredRunnableBefore = 1;
    then.flags &= ~ActionFlag.Runnable;
  }
  // Nothing changed since a look at then's members on this node (a group's are looked at on all).
  let seenOn: ClusterNode | 'anywhere' | null = null;
  for (let i = then.before.length - 1; i >= 0; i--) {
    const link = then.before[i] as OrderLink;
    const first = link.first;
    if ((link.flags & Order.SameNode) !== 0 && areApart(first, then)) {
      link.flags = 0;
      continue;
    }
    changed &= ~Change.First;
    if ((link.flags & Order.CancelsFirst) !== 0 && first.resource !== null && !then.isOptional) {
      first.flags |= ActionFlag.Optional;
      if (first.task === 'reload-agent') first.resource.isReloading = false;
    }
    const completion = completionBetween(first, then);
    if (completion !== first) {
      if (addLink(completion, then, link.flags, link.constraint)) {
        changed |= Change.Then;
        link.flags = 0;
      }
    } else if (!isIdle(link)) {
      seenOn = null;
      changed |= yield* evaluateLink(cluster, link);
    } else {
      const place = then.resource?.kind === 'clone' ? first.node : 'anywhere';
      if (isSingle(first) && place !== null && place === seenOn) continue;
      refreshStatus(cluster, link);
      seenOn = place;
    }
    if ((changed & Change.First) !== 0) {
      for (let k = first.after.length - 1; k >= 0; k--) {
        const next = (first.after[k] as OrderLink).then;
        if (needsUpdate(next)) yield updateAction(cluster, next);
      }
      if (needsUpdate(first)) yield updateAction(cluster, first);
    }
  }
  if (then.has(ActionFlag.RequiresAny)) {
    changed = then.flags !== remembered ? changed | Change.Then : changed & ~Change.Then;
  }
  if ((changed & Change.Then) === 0) return;
  if ((remembered & ActionFlag.Runnable) !== 0 && !then.isRunnable) yield blockDependents(cluster, then);
  yield updateAction(cluster, then);
  for (let k = then.after.length - 1; k >= 0; k--) {
    const next = (then.after[k] as OrderLink).then;
    if (needsUpdate(next)) yield updateAction(cluster, next);
  }
}

/** An action without anything before it cannot be changed by orderings. */
export function needsUpdate(action: Action): boolean {
  return action.before.length > 0 || action.has(ActionFlag.RequiresAny);
}

/** Both nodes are known and differ. */
function areApart(first: Action, then: Action): boolean {
  const firstNode = placeOf(first);
  const thenNode = placeOf(then);
  return firstNode !== null && thenNode !== null && firstNode !== thenNode;
}

/**
 * What then really waits for: of a collective that it is no part of, the completion, or that all have been told of it
 * (spec C4.11.2e). The action itself when there is no such action.
 */
function completionBetween(first: Action, then: Action): Action {
  const resource = first.resource;
  if (resource === null || resource.kind === 'primitive') return first;
  const other = then.resource;
  if (other === null || other === resource || isAncestor(resource, other)) return first;
  if (first.intervalMs > 0 || first.key.includes('notify')) return first;
  const completion = completionOf(first.task);
  if (completion === null) return first;
  const key = notifiesOutside(resource)
    ? `${resource.id}_confirmed-post_notify_${completion}_0`
    : `${resource.id}_${completion}_0`;
  return resource.actionIndex.get(key)?.all.at(-1) ?? first;
}

function notifiesOutside(resource: Resource): boolean {
  if (!resource.notifies) return false;
  const parent = resource.parent;
  return parent === null || (resource.kind === 'clone' && parent.kind === 'bundle');
}
