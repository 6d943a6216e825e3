import { INFINITY_SCORE } from '../../result/score.ts';
import { insertByDependent, insertByPrimary } from '../constraints/colocation.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Bundle, Clone, Resource } from '../model/resource.ts';
import { currentNode } from '../unpack/current-node.ts';
import type { Assignment } from './assignment.ts';
import { availableCount, canRun } from './availability.ts';
import { locationOf } from './compatible.ts';
import { unassign } from './finalize.ts';
import { hasInfluence } from './has-influence.ts';
import { banEverywhere } from './tables.ts';

/** Numbers that hold for one distribution of instances. */
interface Limits {
  readonly perNode: number;
  /** Not every available node gets an instance, so the parent's optional colocations matter (spec B11.6.2). */
  readonly inheritsAll: boolean;
}

/** Places the instances of a clone, or the containers of a bundle, in the given order (spec B11.6). */
export function* distributeInstances(
  cluster: Cluster,
  parent: Clone | Bundle,
  instances: readonly Resource[],
  max: number,
  perNode: number,
): Assignment<void> {
  parent.allowed.resetCounts();
  const available = availableCount(cluster, parent.allowed);
  const limits: Limits = { perNode, inheritsAll: max < available };
  const optimal = available === 0 ? 1 : Math.max(1, Math.floor(max / available));
  let placed = 0;

  for (const instance of instances) {
    if (placed >= max) break;
    if (instance.runningOn.length === 0 || !instance.isUnassigned || instance.isFailed) continue;
    const current = currentNode(instance);
    if (current === null || !canRun(current, current.baseScore, false)) continue;
    if (parent.allowed.has(current) && parent.allowed.count(current) >= optimal) continue;
    if (yield* placeInstance(cluster, parent, instance, current, limits)) placed++;
  }

  for (const instance of instances) {
    if (!instance.isUnassigned) continue;
    if (placed >= max) {
      const cause = instance.isOrphan ? 'orphan' : 'clone-max';
      banEverywhere(cluster, instance, limitReason(cluster, cause));
    } else if (yield* placeInstance(cluster, parent, instance, null, limits)) placed++;
  }
}

/** Tries to place one instance; with a preferred node, there or not at all (spec B11.7). */
function* placeInstance(
  cluster: Cluster,
  parent: Clone | Bundle,
  instance: Resource,
  prefer: ClusterNode | null,
  limits: Limits,
): Assignment<boolean> {
  if (!instance.isUnassigned) return locationOf(instance, 'planned') !== null;
  if (instance.isAssigning) return false;
  inheritColocations(parent, instance, limits.inheritsAll);
  if (prefer !== null && instance.allowed.scoreOr(prefer, -1) < 0) return false;

  banOverLimit(cluster, parent, instance, limits.perNode);
  const backup = instance.allowed.copy();
  const chosen: ClusterNode | null = yield { resource: instance, prefer };
  if (prefer !== null && chosen !== null && chosen !== prefer) {
    instance.allowed = backup;
    unassign(cluster, instance);
    return false;
  }
  if (chosen === null) return false;
  if (parent.allowed.has(chosen)) parent.allowed.incrementCount(chosen);
  return true;
}

/**
 * Gives an instance its parent's colocations, again at every try, so that finite scores count twice for an instance
 * that is tried twice (spec B11.7.2, quirk 1).
 */
function inheritColocations(parent: Clone | Bundle, instance: Resource, inheritsAll: boolean): void {
  for (const colocation of parent.colocatedWith) {
    if (inheritsAll || colocation.score < 0 || colocation.score >= INFINITY_SCORE) {
      insertByPrimary(instance.colocatedWith, colocation);
    }
  }
  for (const colocation of parent.dependents) {
    if (!hasInfluence(colocation, instance)) continue;
    if (inheritsAll || colocation.score < 0) insertByDependent(instance.dependents, colocation);
  }
}

/** Bans an instance from nodes that are unavailable, full, or forbidden to its parent (spec B11.5). */
function banOverLimit(cluster: Cluster, parent: Clone | Bundle, instance: Resource, perNode: number): void {
  const { allowed } = parent;
  for (const index of instance.allowed.insertionOrder) {
    const node = cluster.nodesByIndex[index] as ClusterNode;
    if (!isAvailable(node)) banBelow(instance, node, limitReason(cluster, 'node-unavailable'));
    else if (instance.isOrphan) banBelow(instance, node, limitReason(cluster, 'orphan'));
    else if (allowed.scoreOr(node, -1) < 0) banBelow(instance, node, limitReason(cluster, 'parent-banned'));
    else if (allowed.count(node) >= perNode) banBelow(instance, node, limitReason(cluster, 'node-full'));
  }
}

function banBelow(resource: Resource, node: ClusterNode, reason: ScoreReason | null): void {
  for (const child of resource.children) banBelow(child, node, reason);
  if (resource.allowed.has(node)) resource.allowed.ban(node, reason);
}

const LIMIT_REASONS = {
  'node-unavailable': { kind: 'instance-limit', cause: 'node-unavailable' },
  orphan: { kind: 'instance-limit', cause: 'orphan' },
  'parent-banned': { kind: 'instance-limit', cause: 'parent-banned' },
  'node-full': { kind: 'instance-limit', cause: 'node-full' },
  'clone-max': { kind: 'instance-limit', cause: 'clone-max' },
} as const satisfies Record<string, ScoreReason>;

function limitReason(cluster: Cluster, cause: keyof typeof LIMIT_REASONS): ScoreReason | null {
  return cluster.settings.keepReasons ? LIMIT_REASONS[cause] : null;
}
