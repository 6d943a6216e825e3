import type { OrderDefinition } from '../../cib/model/constraint-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { orderTasks } from './order.ts';
import { ConstraintProblem, reportConstraint } from './problem.ts';

/** Records an order as the operator wrote it, unless it makes an action wait for itself. */
export function addOrder(
  cluster: Cluster,
  definition: OrderDefinition,
  first: Resource,
  firstAction: string,
  then: Resource,
  thenAction: string,
  flags: number,
): void {
  if (first === then && firstAction === thenAction) {
    reportConstraint(
      cluster,
      'error',
      ConstraintProblem.OrderWithItself,
      definition.id,
      `Order ${definition.id} makes the ${firstAction} of ${first.id} wait for itself`,
      'Name two different resources; this part of the order is ignored.',
    );
    return;
  }
  if (first !== then && (contains(first, then) || contains(then, first))) {
    reportConstraint(
      cluster,
      'warning',
      ConstraintProblem.OrderWithOwnMember,
      definition.id,
      `Order ${definition.id} puts ${first.id} and ${then.id} in order, of which one is part of the other`,
      'Remove the order: members are ordered by their group or clone, and the two together may wait for each other.',
    );
  }
  orderTasks(cluster, first, firstAction, then, thenAction, flags, definition.id);
}

function contains(ancestor: Resource, resource: Resource): boolean {
  for (let parent = resource.parent; parent !== null; parent = parent.parent) {
    if (parent === ancestor) return true;
  }
  return false;
}
