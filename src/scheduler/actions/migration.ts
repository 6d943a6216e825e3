import { orderTasks } from '../constraints/order.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';
import { operationAction, startAction, stopAction } from './operations.ts';
import { makePseudo } from './state.ts';

/** Whether a resource may be moved live from its current node to the assigned one (spec C2.3). */
export function canMigrate(primitive: Primitive, current: ClusterNode): boolean {
  return (
    primitive.allowsMigration &&
    primitive.isManaged &&
    !primitive.isFailed &&
    !primitive.isStartPending &&
    !current.isUnclean &&
    primitive.assigned !== null &&
    !primitive.assigned.isUnclean
  );
}

/**
 * Live migration beside the plain stop and start (spec C2.3). All of it is optional: orderings decide whether the
 * migration takes the place of stop and start.
 */
export function createMigration(cluster: Cluster, primitive: Primitive, source: ClusterNode): void {
  const target = primitive.assigned;
  if (target === null) return;
  const continues = primitive.partialTarget !== null;
  const start = startAction(cluster, primitive, target, true, 'migration');
  const stop = stopAction(cluster, primitive, source, true, 'migration');
  const migrateTo = continues
    ? null
    : operationAction(cluster, primitive, 'migrate_to', source, true, 'migration');
  const migrateFrom = operationAction(cluster, primitive, 'migrate_from', target, true, 'migration');

  start.flags |= ActionFlag.MigrateRunnable;
  stop.flags |= ActionFlag.MigrateRunnable;
  makePseudo(start);
  migrateFrom.flags |= ActionFlag.MigrateRunnable;
  const implied = Order.Order | Order.ImpliesFirstMigratable;
  if (migrateTo === null) {
    migrateFrom.needs = start.needs;
    orderTasks(cluster, primitive, 'monitor', primitive, 'migrate_from', Order.Order);
  } else {
    migrateTo.flags |= ActionFlag.MigrateRunnable;
    migrateTo.needs = start.needs;
    orderTasks(cluster, primitive, 'monitor', primitive, 'migrate_to', Order.Order);
    orderTasks(cluster, primitive, 'migrate_to', primitive, 'migrate_from', implied);
  }
  orderTasks(cluster, primitive, 'migrate_from', primitive, 'stop', implied);
  orderTasks(cluster, primitive, 'migrate_from', primitive, 'start', implied | Order.PseudoFirst);

  if (migrateTo !== null) {
    nameEnds(migrateTo, source, target);
    if (!primitive.isRemoteConnection && migrateTo.metaValue('record-pending') === null) {
      migrateTo.setMeta('record-pending', 'true');
    }
  }
  nameEnds(migrateFrom, source, target);
}

function nameEnds(action: Action, source: ClusterNode, target: ClusterNode): void {
  action.setMeta('migrate_source', source.name);
  action.setMeta('migrate_target', target.name);
}
