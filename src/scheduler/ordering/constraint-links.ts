import { findActions } from '../actions/find.ts';
import { keyOf, parseKey } from '../actions/key.ts';
import { requestAction } from '../actions/request.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order, type OrderConstraint } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { stateOf } from '../placement/compatible.ts';
import { addLink } from './link.ts';

/** Turns the ordering constraints into links between actions, in creation order (spec C4.10). */
export function linkConstraints(cluster: Cluster): void {
  for (const constraint of cluster.orderings) {
    if (constraint.firstResource === null) {
      if (constraint.firstAction !== null) linkTo(constraint.firstAction, constraint);
      continue;
    }
    for (const first of firstActions(cluster, constraint, constraint.firstResource)) {
      linkTo(first, constraint);
    }
  }
}

/** Actions of a resource that an ordering means; its key may be written with another id (spec C4.10.1). */
function actionsOfKey(resource: Resource, key: string): Action[] {
  const found = findActions(resource, key, null);
  if (found.length > 0) return found;
  const parsed = parseKey(key);
  if (parsed === null) return found;
  const ownKey = keyOf(resource.id, parsed.task, parsed.intervalMs);
  return ownKey === key ? found : findActions(resource, ownKey, null);
}

/** The actions a constraint has as then. */
export function thenActions(constraint: OrderConstraint): Action[] {
  if (constraint.thenAction !== null) return [constraint.thenAction];
  if (constraint.thenResource === null || constraint.thenKey === null) return [];
  return actionsOfKey(constraint.thenResource, constraint.thenKey);
}

/** What comes first must exist, so that what waits for it knows whether it can happen (spec C4.10.2). */
function firstActions(cluster: Cluster, constraint: OrderConstraint, resource: Resource): Action[] {
  if (constraint.firstAction !== null) return [constraint.firstAction];
  if (constraint.firstKey === null) return [];
  const found = actionsOfKey(resource, constraint.firstKey);
  if (found.length > 0 || constraint.thenResource === resource) return found;
  const parsed = parseKey(constraint.firstKey);
  if (parsed === null) return found;
  const { task, intervalMs } = parsed;
  const state = stateOf(resource, 'actual');
  if (state === Role.Stopped && task === 'stop') return found;
  if (state === Role.Unpromoted && task === 'demote') return found;
  const key = keyOf(resource.id, task, intervalMs);
  return [
    requestAction(cluster, {
      resource,
      key,
      task,
      node: null,
      optional: true,
      cause: 'ordered first',
    }),
  ];
}

function linkTo(first: Action, constraint: OrderConstraint): void {
  let flags = constraint.flags;
  if (first.has(ActionFlag.Dangle) && first.resource === constraint.thenResource) flags &= ~Order.ImpliesThen;
  for (const action of thenActions(constraint)) addLink(first, action, flags, constraint.constraint);
}
