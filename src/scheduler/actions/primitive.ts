import { ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { activeNodes, currentNode } from '../unpack/current-node.ts';
import { canMigrate, createMigration } from './migration.ts';
import { cleanup, startAction, stopAction } from './operations.ts';
import { createRecurring } from './recurring.ts';
import { createRestart, createRoleTransition, type RestartNeeds } from './role-steps.ts';

/** All actions of one primitive, in the order that gives them their ids (spec C2.1). */
export function createPrimitiveActions(cluster: Cluster, primitive: Primitive): void {
  if (primitive.nextRole === Role.Unknown) {
    primitive.nextRole = primitive.assigned === null ? Role.Stopped : Role.Started;
  }
  const current = currentNode(primitive);
  stopDanglingMigrations(cluster, primitive);

  const isMoving =
    current !== null &&
    primitive.assigned !== null &&
    current !== primitive.assigned &&
    primitive.nextRole >= Role.Started;
  const active = checkActivity(primitive, current, isMoving);

  if (primitive.isStartPending) {
    startAction(cluster, primitive, primitive.assigned, true, 'start pending').flags |=
      ActionFlag.PrintAlways;
  }
  const needs = restartNeeds(cluster, primitive, current, isMoving, active.needsStop);
  createRestart(cluster, primitive, current, needs);
  createRoleTransition(cluster, primitive);
  createRecurring(cluster, primitive);
  if (active.migrates && current !== null) createMigration(cluster, primitive, current);
}

/** What a failed live migration left behind on its source is stopped (spec C2.1.3). */
function stopDanglingMigrations(cluster: Cluster, primitive: Primitive): void {
  for (const node of primitive.danglingMigrations) {
    stopAction(cluster, primitive, node, false, 'dangling migration').flags |= ActionFlag.Dangle;
    if (cluster.options.removeAfterStop) cleanup(cluster, primitive, node, false);
  }
}

/** Where a resource is active compared with where it shall be; `needsStop` is the cause, `null` if it may stay. */
interface Activity {
  readonly needsStop: string | null;
  readonly migrates: boolean;
}

/** Moving, migrating, going on with a migration, active too often (spec C2.1.4–C2.1.7). */
function checkActivity(primitive: Primitive, current: ClusterNode | null, isMoving: boolean): Activity {
  let needsStop = isMoving ? 'moving' : null;
  let migrates = isMoving && current !== null && canMigrate(primitive, current);
  let isMultiplyActive = false;
  const { all, effective } = activeNodes(primitive);
  const { partialSource, partialTarget } = primitive;

  const goesOn =
    partialSource !== null &&
    partialTarget !== null &&
    migrates &&
    all === 2 &&
    current === partialSource &&
    primitive.assigned === partialTarget;
  if (!goesOn) {
    if (partialSource !== null || partialTarget !== null) {
      needsStop = 'interrupted migration';
      migrates = false;
      primitive.partialSource = null;
      primitive.partialTarget = null;
    } else {
      isMultiplyActive = effective > 1;
    }
  }

  if (!isMultiplyActive) primitive.stopsUnexpected = false;
  else if (primitive.multipleActive === 'stop_start') needsStop = 'multiply active';
  else if (primitive.multipleActive === 'stop_unexpected') {
    needsStop = 'multiply active';
    primitive.stopsUnexpected = true;
  }
  return { needsStop, migrates };
}

/** What else takes a resource down that stays where it is (spec C2.1.9). */
function restartNeeds(
  cluster: Cluster,
  primitive: Primitive,
  current: ClusterNode | null,
  isMoving: boolean,
  cause: string | null,
): RestartNeeds {
  let needsStop = cause;
  let needsPromotion = false;
  if (isMoving) {
    // Down on one node, up on the other: nothing more to ask.
  } else if (primitive.isFailed) {
    if (primitive.mustStop) needsStop = 'failed';
    else needsPromotion = primitive.nextRole === Role.Promoted;
  } else if (primitive.isBlocked) {
    needsStop = 'blocked';
  } else if (primitive.role > Role.Started && current !== null && primitive.assigned !== null) {
    const start = startAction(cluster, primitive, primitive.assigned, true, 'restart check');
    if (!start.isOptional) needsStop = 'start required';
  }
  const reason = needsStop ?? (needsPromotion ? 'failed' : 'possible restart');
  return { needsStop: needsStop !== null, needsPromotion, cause: reason };
}
