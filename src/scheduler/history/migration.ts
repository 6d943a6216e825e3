import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { findNodeByName } from '../unpack/find.ts';
import { addRunning } from './add-running.ts';
import { AgentResult, ExecutionStatus } from './execution-status.ts';
import {
  hasNewerNonMonitor,
  hasNewerState,
  isStateUnknown,
  operationOn,
  sourceAndTarget,
} from './migration-lookup.ts';
import type { OperationContext } from './operation-context.ts';

/** A migration away from this node that worked, as far as this node can tell (spec A5.9.4). */
export function unpackSuccessfulMigrateTo(context: OperationContext): void {
  const { cluster, node, resource, entry } = context;
  const names = sourceAndTarget(context, 'source');
  if (names === null) return;
  const target = findNodeByName(cluster, names.target);
  const isNewerOnSource = hasNewerNonMonitor(cluster, resource, node.name, entry, true);
  const from = operationOn(cluster, resource, 'migrate_from', names.target, names.source);
  if (isNewerOnSource && from !== null) return;
  const isNewerOnTarget = hasNewerState(cluster, resource, names.target, names, entry, from);
  if (isNewerOnSource && isNewerOnTarget) return;

  resource.role = Role.Started;
  if (from !== null && isSuccess(from)) {
    // Arrived, but never stopped here: a stop has to clean up.
    resource.role = Role.Stopped;
    resource.danglingMigrations.unshift(node);
    return;
  }
  if (from !== null && from.status !== ExecutionStatus.Pending) {
    if (!isNewerOnTarget && target?.isOnline) addRunning(cluster, resource, target, true);
    else failAndForbidMigration(resource);
    return;
  }
  // Patched in the distribution's build (spec A0.1.2): what the target is to tell will be probed.
  if (target?.isOnline && isStateUnknown(cluster, resource, names.target)) return;
  if (!isNewerOnTarget && target?.isOnline) {
    addRunning(cluster, resource, target, false);
    if (node.isOnline) {
      resource.partialTarget = target;
      resource.partialSource = node;
    }
  } else if (!isNewerOnSource) {
    failAndForbidMigration(resource);
  }
}

/** A migration away from this node that failed: it may be active on both sides (spec A5.9.5). */
export function unpackFailedMigrateTo(context: OperationContext): void {
  const { cluster, node, resource, entry } = context;
  const names = sourceAndTarget(context, 'source');
  if (names === null) return;
  resource.role = Role.Started;
  const target = findNodeByName(cluster, names.target);
  const arrived = operationOn(cluster, resource, 'migrate_from', names.target, names.source);
  const from = arrived !== null && isSuccess(arrived) ? arrived : null;
  if (
    !isStateUnknown(cluster, resource, names.target) &&
    !hasNewerState(cluster, resource, names.target, names, entry, from)
  ) {
    if (target?.isOnline) addRunning(cluster, resource, target, false);
  } else if (!hasNewerNonMonitor(cluster, resource, node.name, entry, true)) {
    resource.danglingMigrations.unshift(node);
  }
}

/** A migration to this node that failed: it may be active on both sides (spec A5.9.6). */
export function unpackFailedMigrateFrom(context: OperationContext): void {
  const { cluster, resource, entry } = context;
  const names = sourceAndTarget(context, 'target');
  if (names === null) return;
  resource.role = Role.Started;
  const source = findNodeByName(cluster, names.source);
  const left = operationOn(cluster, resource, 'migrate_to', names.source, names.target);
  const to = left !== null && isSuccess(left) ? left : null;
  if (
    isStateUnknown(cluster, resource, names.source) ||
    hasNewerState(cluster, resource, names.source, names, to, entry)
  )
    return;
  if (source?.isOnline) addRunning(cluster, resource, source as ClusterNode, true);
}

function isSuccess(entry: OperationHistory): boolean {
  return entry.rc === AgentResult.Ok && entry.status === ExecutionStatus.Done;
}

function failAndForbidMigration(resource: Primitive): void {
  resource.isFailed = true;
  resource.mustStop = true;
  resource.allowsMigration = false;
}
