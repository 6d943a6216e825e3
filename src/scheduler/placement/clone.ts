import type { Cluster } from '../model/cluster.ts';
import type { Clone } from '../model/resource.ts';
import type { Assignment } from './assignment.ts';
import { distributeInstances } from './distribute.ts';
import { hasInfluence } from './has-influence.ts';
import { sortInstances } from './instance-order.ts';
import { addPromotionScores, choosePromoted } from './promotion.ts';
import { recordScores } from './records.ts';
import { colocationFactor } from './scaled-score.ts';
import { SPREAD_ACTIVE_NONNEGATIVE, spread } from './spread.ts';

/** Decides where the instances of a clone run, and which of them are promoted (spec B11.1). */
export function* assignClone(cluster: Cluster, clone: Clone): Assignment {
  if (!clone.isUnassigned || clone.isAssigning) return null;
  if (clone.isPromotable) addPromotionScores(cluster, clone);
  clone.isAssigning = true;
  for (const { primary } of clone.colocatedWith) yield { resource: primary, prefer: null };
  for (const colocation of clone.dependents) {
    if (!hasInfluence(colocation)) continue;
    clone.allowed = spread(
      cluster,
      colocation.dependent,
      clone.allowed,
      colocation,
      colocationFactor(colocation.score),
      SPREAD_ACTIVE_NONNEGATIVE,
    );
  }
  recordScores(cluster, clone, 'clone');
  clone.children = sortInstances(cluster, clone.children);
  yield* distributeInstances(cluster, clone, clone.children, clone.cloneMax, clone.cloneNodeMax);
  if (clone.isPromotable) choosePromoted(cluster, clone);
  clone.isUnassigned = false;
  clone.isAssigning = false;
  return null;
}
