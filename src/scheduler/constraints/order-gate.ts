import { pseudoAction } from '../actions/request.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { newOrdering, taskKey } from './order.ts';

/** A pseudo-action that may run as soon as enough of the actions before it can (spec C4.16). */
export function requiresAnyAction(cluster: Cluster, key: string): Action {
  const gate = pseudoAction(cluster, key);
  gate.flags |= ActionFlag.RequiresAny;
  return gate;
}

/** "Resource's task, then the gate", as one of the ways to open it. */
export function orderBeforeGate(
  cluster: Cluster,
  first: Resource,
  task: string,
  gate: Action,
  constraint: string,
): void {
  newOrdering(cluster, {
    firstResource: first,
    firstKey: taskKey(first, task),
    thenAction: gate,
    flags: Order.Any | Order.PrintThen,
    constraint,
  });
}

/** "The gate, then resource's task". */
export function orderAfterGate(
  cluster: Cluster,
  gate: Action,
  then: Resource,
  task: string,
  flags: number,
  constraint: string,
): void {
  newOrdering(cluster, {
    firstAction: gate,
    thenResource: then,
    thenKey: taskKey(then, task),
    flags: flags | Order.RunnableFirst,
    constraint,
  });
}
