import { addScores } from '../result/score.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import type { ScoreReason } from '../scheduler/model/reason.ts';
import type { Resource } from '../scheduler/model/resource.ts';
import { NO_CHANGE, type ScoreChange } from '../scheduler/model/score-trail.ts';

/** One step on the way to a score: a number added, or the score replaced by a number. */
export interface Addend {
  readonly operation: 'add' | 'set';
  readonly value: number;
  readonly reason: ScoreReason;
  /** The score after this step. */
  readonly total: number;
}

/** What a resource's score on one node is made of. Folding the addends in order gives `score`. */
export interface ScoreRow {
  readonly node: ClusterNode;
  readonly score: number;
  readonly addends: readonly Addend[];
}

/**
 * The table of a resource as its node was chosen from it: one row a candidate node, in node order. Needs a run with
 * reasons.
 */
export function scoreTable(cluster: Cluster, resource: Resource): readonly ScoreRow[] {
  const table = resource.allowed;
  return cluster.nodes
    .filter((node) => table.has(node))
    .map((node) => ({ node, score: table.score(node), addends: addendsOn(node, table.trail) }));
}

/** Reads a trail (newest first) as the addends of one node, oldest first. */
export function addendsOn(node: ClusterNode, trail: ScoreChange | null): readonly Addend[] {
  const changes: { operation: 'add' | 'set'; value: number; reason: ScoreReason }[] = [];
  for (let change = trail; change !== null; change = change.previous) {
    const value =
      change.values === null
        ? change.nodeIndex === node.index
          ? change.value
          : NO_CHANGE
        : (change.values[node.index] ?? NO_CHANGE);
    if (value !== NO_CHANGE) changes.push({ operation: change.operation, value, reason: change.reason });
  }
  let total = 0;
  return changes.reverse().map((change) => {
    total = change.operation === 'set' ? change.value : addScores(total, change.value);
    return { ...change, total };
  });
}
