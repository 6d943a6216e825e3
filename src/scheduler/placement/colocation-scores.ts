import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import type { ClusterNode } from '../model/node.ts';
import type { NodeTable } from '../model/node-table.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { NO_CHANGE } from '../model/score-trail.ts';
import { attributeClasses } from './attribute-classes.ts';
import { hasUsableNode } from './availability.ts';

function reasonOf(cluster: Cluster, colocation: Colocation, primary: Resource): ScoreReason | null {
  return cluster.settings.keepReasons
    ? { kind: 'colocation', constraint: colocation.id, with: primary.id }
    : null;
}

/**
 * Adds to every entry what `addend` says for its node, as one change; 0 leaves an entry alone. The table is the
 * caller's own copy.
 */
function addToEntries(table: NodeTable, reason: ScoreReason | null, addend: (index: number) => number): void {
  const scores = table.scores;
  const changes = reason === null ? null : new Int32Array(scores.length).fill(NO_CHANGE);
  for (const index of table.insertionOrder) {
    const value = addend(index);
    if (value === 0) continue;
    scores[index] = addScores(scores[index] as number, value);
    if (changes !== null) changes[index] = value;
  }
  if (reason !== null && changes !== null) table.recordBulk(reason, 'add', changes);
}

/**
 * Location effect of a colocation: a dependent goes where its primary is, or keeps away (spec B8.9). An optional wish
 * that would leave no usable node is given up.
 */
export function addWherePlaced(
  cluster: Cluster,
  dependent: Primitive,
  primary: Primitive,
  colocation: Colocation,
): void {
  const { score } = colocation;
  const node = primary.assigned;
  if (node === null && score < 0) return;

  const reason = reasonOf(cluster, colocation, primary);
  const work = dependent.allowed.copy();
  if (node === null) {
    addToEntries(work, reason, () => -score);
  } else {
    const { classOf } = attributeClasses(cluster, colocation.nodeAttribute ?? '#id');
    const wanted = classOf[node.index] as number;
    const whenAlike = score < INFINITY_SCORE ? score : 0;
    const whenNot = score >= INFINITY_SCORE ? -INFINITY_SCORE : 0;
    addToEntries(work, reason, (index) => (classOf[index] === wanted ? whenAlike : whenNot));
  }
  const isMandatory = score >= INFINITY_SCORE || score <= -INFINITY_SCORE;
  if (isMandatory || hasUsableNode(cluster, work)) {
    dependent.allowed = work;
  } else if (reason !== null) {
    dependent.allowed.recordNote({ kind: 'rolled-back', constraint: colocation.id });
  }
}

/**
 * Bans a dependent from every node but the given ones; of these, those it had no entry for are banned as well. `bonus`
 * is what is added on a remaining node (spec B8.8.7, B12.9.2).
 */
function restrictTo(
  cluster: Cluster,
  dependent: Primitive,
  nodes: ReadonlyMap<ClusterNode, number>,
  primary: Resource,
  colocation: Colocation,
): void {
  const reason = reasonOf(cluster, colocation, primary);
  const { allowed } = dependent;
  addToEntries(
    allowed,
    reason,
    (index) => nodes.get(cluster.nodesByIndex[index] as ClusterNode) ?? -INFINITY_SCORE,
  );
  for (const node of nodes.keys()) {
    if (!allowed.has(node)) allowed.insert(node, -INFINITY_SCORE, node.baseDiscovery, reason);
  }
}

/** Bans a dependent from every node on which its primary has nothing (spec B8.8.7). */
export function keepOnly(
  cluster: Cluster,
  dependent: Primitive,
  nodes: readonly ClusterNode[],
  primary: Resource,
  colocation: Colocation,
): void {
  restrictTo(cluster, dependent, new Map(nodes.map((node) => [node, 0])), primary, colocation);
}

/** Where an instance of a primary was placed, and the score it was chosen with there. */
export interface PlacedInstance {
  readonly node: ClusterNode;
  readonly score: number;
}

/** Puts an undecided dependent where instances of its primary have the role it asks for (spec B12.9). */
export function addWhereInRole(
  cluster: Cluster,
  dependent: Primitive,
  instances: readonly PlacedInstance[],
  primary: Resource,
  colocation: Colocation,
  mustFollow: boolean,
): void {
  const { score } = colocation;
  if (score < INFINITY_SCORE) {
    const { classOf } = attributeClasses(cluster, colocation.nodeAttribute ?? '#uname');
    const reason = reasonOf(cluster, colocation, primary);
    for (const { node } of instances) {
      addToEntries(dependent.allowed, reason, (index) =>
        classOf[index] === classOf[node.index] ? score : 0,
      );
    }
  } else if (mustFollow) {
    // A node that occurs twice counts with the instance placed last.
    const scores = new Map(instances.map((instance) => [instance.node, instance.score]));
    restrictTo(cluster, dependent, scores, primary, colocation);
  }
}
