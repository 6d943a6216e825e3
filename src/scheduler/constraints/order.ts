import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';

/**
 * One ordering to be made. Each side is an action that exists (`…Action`) or a resource and the key of actions it may
 * come to have (`…Resource` with `…Key`). The resource of an explicit action need not be repeated.
 */
export interface OrderingInput {
  readonly firstResource?: Resource | null;
  readonly firstKey?: string | null;
  readonly firstAction?: Action | null;
  readonly thenResource?: Resource | null;
  readonly thenKey?: string | null;
  readonly thenAction?: Action | null;
  /** A set of `Order` bits; 0 makes no link but may create the first action (spec C4.7, C4.10.2). */
  readonly flags: number;
  /** Id of the constraint the operator wrote, absent for internal orderings. */
  readonly constraint?: string | null;
}

/**
 * Records "first → then", to be turned into links after all actions are created (spec C4.10), and right after it the
 * orderings that mean the same for resources that migrate live (spec C2.4).
 */
export function newOrdering(cluster: Cluster, input: OrderingInput): void {
  const firstAction = input.firstAction ?? null;
  const thenAction = input.thenAction ?? null;
  const firstResource = input.firstResource ?? firstAction?.resource ?? null;
  const thenResource = input.thenResource ?? thenAction?.resource ?? null;
  const firstKey = firstAction === null ? (input.firstKey ?? null) : null;
  const thenKey = thenAction === null ? (input.thenKey ?? null) : null;
  if ((firstAction === null && firstKey === null) || (thenAction === null && thenKey === null)) return;

  cluster.orderings.push({
    id: cluster.nextOrderId++,
    flags: input.flags,
    firstResource,
    firstAction,
    firstKey,
    thenResource,
    thenAction,
    thenKey,
    constraint: input.constraint ?? null,
  });

  if (firstResource === null || thenResource === null) return;
  if (!firstResource.allowsMigration && !thenResource.allowsMigration) return;
  if (isSameOrAncestor(firstResource, thenResource) || isSameOrAncestor(thenResource, firstResource)) return;
  addMigrationEquivalents(
    cluster,
    firstResource,
    firstAction?.task ?? taskOfKey(firstResource, firstKey as string),
    thenResource,
    thenAction?.task ?? taskOfKey(thenResource, thenKey as string),
    input.constraint ?? null,
  );
}

/** Records an ordering between a non-recurring task of one resource and one of another (or the same). */
export function orderTasks(
  cluster: Cluster,
  first: Resource,
  firstTask: string,
  then: Resource,
  thenTask: string,
  flags: number,
  constraint: string | null = null,
): void {
  newOrdering(cluster, {
    firstResource: first,
    firstKey: taskKey(first, firstTask),
    thenResource: then,
    thenKey: taskKey(then, thenTask),
    flags,
    constraint,
  });
}

/** Key of a resource's non-recurring action (spec C1.2.1). */
export function taskKey(resource: Resource, task: string): string {
  return `${resource.id}_${task}_0`;
}

/** An ordering whose `then` migrates has to hold for the migration's own actions too (spec C2.4). */
function addMigrationEquivalents(
  cluster: Cluster,
  first: Resource,
  firstTask: string,
  then: Resource,
  thenTask: string,
  constraint: string | null,
): void {
  const order = (earlier: string, later: string, flags: number): void => {
    orderTasks(cluster, first, earlier, then, later, flags, constraint);
  };
  /** With both migratable the plain start or stop only comes first when it is not part of a migration itself. */
  const unlessMigrating = Order.Order | (first.allowsMigration ? Order.NonMigratingFirst : 0);

  if (firstTask === 'start' && thenTask === 'start') {
    if (first.allowsMigration && then.allowsMigration) order('migrate_from', 'migrate_to', Order.Order);
    if (then.allowsMigration) order('start', 'migrate_to', unlessMigrating);
    return;
  }
  if (!then.allowsMigration) return;
  if (firstTask === 'stop' && thenTask === 'stop') {
    order('stop', 'migrate_to', unlessMigrating);
    if (then.partialTarget !== null) order('stop', 'migrate_from', Order.Order);
  } else if (firstTask === 'promote' && thenTask === 'start') {
    order('promote', 'migrate_to', Order.Order);
  } else if (firstTask === 'demote' && thenTask === 'stop') {
    order('demote', 'migrate_to', Order.Order);
    if (then.partialTarget !== null) order('demote', 'migrate_from', Order.Order);
  }
}

/** Task in the key of a resource's action: what stands between the resource's id and the interval. */
function taskOfKey(resource: Resource, key: string): string {
  return key.slice(resource.id.length + 1, key.lastIndexOf('_'));
}

function isSameOrAncestor(ancestor: Resource, resource: Resource): boolean {
  for (let r: Resource | null = resource; r !== null; r = r.parent) if (r === ancestor) return true;
  return false;
}
