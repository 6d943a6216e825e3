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
  const isNewerOnSource = hasNewerNonMonitor(resource, node, entry, true);
  const from = operationOn(resource, 'migrate_from', target, names.source);
  if (isNewerOnSource && from !== null) return;
  const isNewerOnTarget = hasNewerState(resource, target, names, entry, from);
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
  if (target?.isOnline && isStateUnknown(resource, target)) return;
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
  const arrived = operationOn(resource, 'migrate_from', target, names.source);
  const from = arrived !== null && isSuccess(arrived) ? arrived : null;
  if (!isStateUnknown(resource, target) && !hasNewerState(resource, target, names, entry, from)) {
    if (target?.isOnline) addRunning(cluster, resource, target, false);
  } else if (!hasNewerNonMonitor(resource, node, entry, true)) {
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
  const left = operationOn(resource, 'migrate_to', source, names.target);
  const to = left !== null && isSuccess(left) ? left : null;
  if (isStateUnknown(resource, source) || hasNewerState(resource, source, names, to, entry)) return;
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
