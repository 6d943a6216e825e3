import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Primitive } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';
import { applyColocation } from './apply-colocation.ts';
import type { Assignment } from './assignment.ts';
import { canRun, hasUsableNode } from './availability.ts';
import { updateConnectedNode } from './connection-effects.ts';
import { finalizeAssignment } from './finalize.ts';
import { hasInfluence } from './has-influence.ts';
import { mostPreferredNode } from './node-preference.ts';
import { recordScores } from './records.ts';
import { colocationFactor } from './scaled-score.ts';
import { SPREAD_ACTIVE, spread } from './spread.ts';
import { banEverywhere } from './tables.ts';
import { banByCapacity } from './utilization.ts';

/** Decides where a primitive runs; its parent and its colocation primaries are decided before it (spec B9). */
export function* assignPrimitive(
  cluster: Cluster,
  primitive: Primitive,
  prefer: ClusterNode | null,
): Assignment {
  const { parent } = primitive;
  if (parent !== null && !parent.isAssigning) yield { resource: parent, prefer };
  if (!primitive.isUnassigned) return primitive.assigned;
  if (primitive.isAssigning) return null;
  primitive.isAssigning = true;
  yield* followPrimaries(cluster, primitive);
  hearDependents(cluster, primitive);
  limitByNextRole(cluster, primitive);
  recordScores(cluster, primitive, 'primitive');
  decide(cluster, primitive, prefer);
  primitive.isAssigning = false;
  updateConnectedNode(cluster, primitive);
  return primitive.assigned;
}

/** Lets the decided primaries act on the scores, or gives that up where it would leave no node (spec B9.2). */
function* followPrimaries(cluster: Cluster, primitive: Primitive): Assignment<void> {
  const list = primitive.colocatedWith;
  for (let index = 0; index < list.length; index++) {
    const colocation = list[index] as (typeof list)[number];
    const { score, dependentRole, primary } = colocation;
    const mayBeUndone = dependentRole >= Role.Promoted || (score < 0 && score > -INFINITY_SCORE);
    const backup = mayBeUndone ? primitive.allowed.copy() : null;
    yield { resource: primary, prefer: null };
    applyColocation(cluster, primitive, primary, colocation);
    if (backup !== null && !hasUsableNode(cluster, primitive.allowed)) {
      primitive.allowed = backup;
      if (cluster.settings.keepReasons) {
        backup.recordNote({ kind: 'rolled-back', constraint: colocation.id });
      }
    }
  }
}

/** Adds what dependents would like (spec B9.3). */
function hearDependents(cluster: Cluster, primitive: Primitive): void {
  for (const colocation of primitive.dependents) {
    if (!hasInfluence(colocation)) continue;
    const factor = colocationFactor(colocation.score);
    primitive.allowed = spread(
      cluster,
      colocation.dependent,
      primitive.allowed,
      colocation,
      factor,
      SPREAD_ACTIVE,
    );
  }
}

function limitByNextRole(cluster: Cluster, primitive: Primitive): void {
  if (primitive.nextRole === Role.Stopped) {
    banEverywhere(cluster, primitive, cluster.settings.keepReasons ? stoppedReason(primitive) : null);
  } else if (
    primitive.nextRole > primitive.role &&
    !cluster.isQuorate &&
    cluster.options.noQuorumPolicy === 'freeze'
  ) {
    primitive.nextRole = primitive.role;
  }
}

function stoppedReason(primitive: Primitive): ScoreReason {
  const targetRole = primitive.meta.get('target-role');
  if (targetRole !== undefined && parseRole(targetRole) === Role.Stopped) return { kind: 'target-role' };
  return { kind: 'failed-operation', operation: primitive.id, effect: 'stop' };
}

/** Spec B9.6. */
function decide(cluster: Cluster, primitive: Primitive, prefer: ClusterNode | null): void {
  const { options } = cluster;
  if (options.fencingEnabled && !cluster.hasFenceDevice && !options.haveWatchdog) primitive.isManaged = false;
  if (!primitive.isManaged) {
    primitive.nextRole = primitive.role;
    const node = currentNode(primitive);
    finalizeAssignment(cluster, primitive, node, node === null ? 0 : node.baseScore, true);
  } else if (options.stopAllResources) {
    finalizeAssignment(cluster, primitive, null, 0, true);
  } else if (primitive.isUnassigned) {
    chooseNode(cluster, primitive, prefer);
  }
}

/** Picks the best node of the table (spec B9.7). */
function chooseNode(cluster: Cluster, primitive: Primitive, prefer: ClusterNode | null): void {
  const mostCapable = banByCapacity(cluster, primitive);
  const preferred = prefer ?? mostCapable;
  const { allowed } = primitive;
  const current = currentNode(primitive);
  const best = mostPreferredNode(cluster, allowed, current);
  if (best === null) {
    finalizeAssignment(cluster, primitive, null, 0, false);
    return;
  }
  const bestScore = allowed.score(best);
  let chosen = best;
  if (
    preferred !== null &&
    allowed.has(preferred) &&
    allowed.score(preferred) >= bestScore &&
    canRun(preferred, allowed.score(preferred), false)
  ) {
    chosen = preferred;
  } else if (staysOnTies(primitive) && bestScore > 0 && isAvailable(best)) {
    const canStay = current !== null && canRun(current, current.baseScore, false);
    if (canStay && allowed.has(current) && allowed.score(current) === bestScore) chosen = current;
  }
  finalizeAssignment(cluster, primitive, chosen, allowed.score(chosen), false);
}

/** Among equal positive scores the current node wins, except for instances of unique clones (spec B9.7.5). */
function staysOnTies(primitive: Primitive): boolean {
  const { parent } = primitive;
  return !(parent?.kind === 'clone' && parent.isUnique);
}
