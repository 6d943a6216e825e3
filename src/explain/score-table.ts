import { addScores } from '../result/score.ts';
import type { Cluster } from '../scheduler/model/cluster.ts';
import type { ClusterNode } from '../scheduler/model/node.ts';
import type { ScoreReason } from '../scheduler/model/reason.ts';
import type { PlacementRecord } from '../scheduler/model/record.ts';
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
 * The table of a resource as it stood when its node was chosen: one row a candidate node, in node order. Needs a run
 * with reasons and score records. Empty when the resource was never up for assignment.
 */
export function scoreTable(cluster: Cluster, resource: Resource): readonly ScoreRow[] {
  const latest = new Map<ClusterNode, Extract<PlacementRecord, { kind: 'allocation-score' }>>();
  for (const record of cluster.records) {
    if (record.kind === 'allocation-score' && record.resource === resource) latest.set(record.node, record);
  }
  return cluster.nodes.flatMap((node) => {
    const record = latest.get(node);
    return record === undefined
      ? []
      : [{ node, score: record.score, addends: addendsOn(node, record.trail) }];
  });
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
