import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { NodeTable } from '../model/node-table.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Resource } from '../model/resource.ts';
import { NO_CHANGE } from '../model/score-trail.ts';
import { attributeClasses } from './attribute-classes.ts';
import { hasUsableNode } from './availability.ts';
import { hasInfluence } from './has-influence.ts';

/** How scores are spread along colocations (spec B8.4). */
export interface SpreadMode {
  /** Follow what a resource is colocated with, instead of what depends on it. */
  readonly toPrimaries: boolean;
  /** Wishes must not turn a score that is not negative into a negative one. */
  readonly nonnegative: boolean;
  /** Give a branch up that leaves no usable node. */
  readonly rollsBack: boolean;
}

export const SPREAD_PLAIN: SpreadMode = { toPrimaries: false, nonnegative: false, rollsBack: false };
export const SPREAD_ACTIVE: SpreadMode = { toPrimaries: false, nonnegative: false, rollsBack: true };
export const SPREAD_NONNEGATIVE: SpreadMode = { toPrimaries: false, nonnegative: true, rollsBack: false };
export const SPREAD_ACTIVE_NONNEGATIVE: SpreadMode = {
  toPrimaries: false,
  nonnegative: true,
  rollsBack: true,
};
const SPREAD_TO_PRIMARIES: SpreadMode = { toPrimaries: true, nonnegative: false, rollsBack: false };

/** Score of an entry that a nonnegative spread has made unusable; far below −INFINITY (spec B8.5). */
const UNUSABLE = -100 * INFINITY_SCORE;

/** Weight of a colocation in single precision (spec B8.2). */
export function colocationFactor(score: number): number {
  return Math.fround(score / INFINITY_SCORE);
}

/** A score scaled by a factor: rounded away from zero, and never 0 for a score that is not 0 (spec B8.3). */
export function scaledScore(factor: number, score: number): number {
  const weight = Math.fround(factor * score);
  const rounded = weight >= 0 ? Math.trunc(weight + 0.5) : Math.trunc(weight - 0.5);
  if (rounded === 0 && score !== 0) return factor > 0 ? 1 : factor < 0 ? -1 : 0;
  return rounded;
}

/**
 * Adds to a table what a resource, and transitively what belongs to it, would like, scaled by `factor` (spec B8.4).
 * Returns the resulting table: a new one, or the given one when nothing came of it.
 */
export function spread(
  cluster: Cluster,
  resource: Resource,
  table: NodeTable,
  colocation: Colocation,
  factor: number,
  mode: SpreadMode,
): NodeTable {
  return spreadFrom(cluster, resource, table, colocation, factor, mode);
}

/** A resource's scores joined with those of everything it is colocated with (spec B3.3). */
export function scoresWithPrimaries(cluster: Cluster, resource: Resource): NodeTable | null {
  return spreadFrom(cluster, resource, null, null, 1, SPREAD_TO_PRIMARIES);
}

function spreadFrom<T extends NodeTable | null>(
  cluster: Cluster,
  resource: Resource,
  table: T,
  colocation: Colocation | null,
  factor: number,
  mode: SpreadMode,
): NodeTable | T {
  if (resource.isVisiting) return table;
  let work: NodeTable;
  if (resource.kind === 'group') {
    const { children } = resource;
    const member = table === null ? children.at(-1) : children[0];
    if (member === undefined) return table;
    resource.isVisiting = true;
    const start = table === null ? null : table.copy();
    const joined = spreadFrom(cluster, member, start, colocation, factor, mode);
    if (joined === null) {
      resource.isVisiting = false;
      return table;
    }
    work = joined;
  } else {
    resource.isVisiting = true;
    if (table === null) {
      work = resource.allowed.copy();
    } else {
      work = table.copy();
      mergeMatching(cluster, work, resource, colocation, factor, mode.nonnegative);
    }
  }

  if (hasUsableNode(cluster, work)) {
    work = followColocations(cluster, resource, work, factor, mode);
  } else if (mode.rollsBack) {
    resource.isVisiting = false;
    return table;
  }
  if (mode.nonnegative) reviveUnusable(cluster, work);
  resource.isVisiting = false;
  return work;
}

function followColocations(
  cluster: Cluster,
  resource: Resource,
  table: NodeTable,
  factor: number,
  mode: SpreadMode,
): NodeTable {
  let work = table;
  let list: readonly Colocation[];
  if (mode.toPrimaries) list = resource.colocatedWith;
  else if (resource.kind === 'group') list = resource.children.at(-1)?.dependents ?? [];
  else list = resource.dependents;
  if (list.length === 0) return work;

  const sign = factor < 0 ? -1 : 1;
  const inner: SpreadMode = mode.rollsBack ? mode : { ...mode, rollsBack: true };
  for (const next of list) {
    if (!mode.toPrimaries && !hasInfluence(next)) continue;
    const other = mode.toPrimaries ? next.primary : next.dependent;
    work = spreadFrom(cluster, other, work, next, sign * colocationFactor(next.score), inner);
  }
  return work;
}

/** Adds the best score of nodes alike in the colocation's attribute to every entry of a table (spec B8.5). */
function mergeMatching(
  cluster: Cluster,
  work: NodeTable,
  resource: Resource,
  colocation: Colocation | null,
  factor: number,
  nonnegative: boolean,
): void {
  const { classOf, count } = attributeClasses(cluster, colocation?.nodeAttribute ?? '#uname');
  const best = new Int32Array(count).fill(-INFINITY_SCORE);
  const theirs = resource.allowed.scores;
  for (const index of resource.allowed.insertionOrder) {
    const score = theirs[index] as number;
    const nodeClass = classOf[index] as number;
    if (score > (best[nodeClass] as number) && isAvailable(cluster.nodesByIndex[index] as ClusterNode)) {
      best[nodeClass] = score;
    }
  }

  const scores = work.scores;
  const changes = cluster.settings.keepReasons ? new Int32Array(scores.length).fill(NO_CHANGE) : null;
  let isChanged = false;
  for (const index of work.insertionOrder) {
    const wish = best[classOf[index] as number] as number;
    if (wish === 0 || (factor < 0 && wish < 0)) continue;
    const old = scores[index] as number;
    if (old === UNUSABLE) continue;
    const addend = scaledScore(factor, wish);
    const sum = addScores(addend, old);
    if (nonnegative && sum < 0) {
      if (old === 0) continue;
      if (old > 0) {
        scores[index] = UNUSABLE;
        continue;
      }
    }
    scores[index] = sum;
    if (changes !== null && addend !== 0) {
      changes[index] = addend;
      isChanged = true;
    }
  }
  if (changes !== null && isChanged) work.recordBulk(spreadReason(resource, colocation), 'add', changes);
}

/** Entries that wishes made unusable count as 1 in the end (spec B8.4.6). */
function reviveUnusable(cluster: Cluster, work: NodeTable): void {
  const scores = work.scores;
  let changes: Int32Array | null = null;
  for (const index of work.insertionOrder) {
    if (scores[index] !== UNUSABLE) continue;
    scores[index] = 1;
    if (cluster.settings.keepReasons) {
      changes ??= new Int32Array(scores.length).fill(NO_CHANGE);
      changes[index] = 1;
    }
  }
  if (changes !== null) work.recordBulk({ kind: 'nonnegative-limit' }, 'set', changes);
}

function spreadReason(resource: Resource, colocation: Colocation | null): ScoreReason {
  if (colocation === null) return { kind: 'node-base-score' };
  return {
    kind: 'dependent-preference',
    constraint: colocation.id,
    dependent: resource.id,
    through: colocation.primary.id,
  };
}
