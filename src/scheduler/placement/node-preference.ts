import { compareBytes } from '../../result/natural-order.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { NodeTable } from '../model/node-table.ts';
import { compareCapacity } from './capacity.ts';
import { nodesInHashOrder } from './hash-order.ts';
import { mergeSort } from './merge-sort.ts';

const rankings = new WeakMap<Cluster, Int32Array>();

/** Rank of every node, by node index, in byte order of names (spec B0.9). */
function nameRanks(cluster: Cluster): Int32Array {
  const known = rankings.get(cluster);
  if (known !== undefined && known.length === cluster.nodesByIndex.length) return known;
  const ranks = new Int32Array(cluster.nodesByIndex.length);
  [...cluster.nodesByIndex]
    .sort((a, b) => compareBytes(a.name, b.name))
    .forEach((node, rank) => {
      ranks[node.index] = rank;
    });
  rankings.set(cluster, ranks);
  return ranks;
}

/**
 * Compares two nodes by the score that counts for them (−INFINITY when unavailable): negative when `a` is preferred
 * (spec B2.4).
 */
function compareNodes(
  cluster: Cluster,
  ranks: Int32Array,
  a: ClusterNode,
  scoreA: number,
  b: ClusterNode,
  scoreB: number,
  active: ClusterNode | null,
): number {
  if (scoreA !== scoreB) return scoreB - scoreA;
  const strategy = cluster.options.placementStrategy;
  if (strategy !== 'minimal') {
    if (strategy === 'balanced') {
      const byCapacity = compareCapacity(a, b);
      if (byCapacity !== 0) return byCapacity;
    }
    if (a.assignedCount !== b.assignedCount) return a.assignedCount - b.assignedCount;
    if (active !== null && a !== b) {
      if (a === active) return -1;
      if (b === active) return 1;
    }
  }
  return (ranks[a.index] as number) - (ranks[b.index] as number);
}

/** Score that counts for preference: that of the entry, but −INFINITY when the node is unavailable. */
function effectiveScore(node: ClusterNode, score: number): number {
  return isAvailable(node) ? score : -INFINITY_SCORE;
}

/** The nodes of a table, most preferred first (spec B2.4). */
export function sortedNodes(cluster: Cluster, table: NodeTable, active: ClusterNode | null): ClusterNode[] {
  // Capacities can beat each other in a circle; then the order before sorting decides, which is hash order backwards.
  const nodes =
    cluster.options.placementStrategy === 'balanced'
      ? nodesInHashOrder(cluster, table).toReversed()
      : table.insertionOrder.map((index) => cluster.nodesByIndex[index] as ClusterNode);
  return sortByPreference(cluster, nodes, (node) => table.score(node), active);
}

/** The cluster's nodes by their own base scores, most preferred first (spec B3.3). */
export function sortedClusterNodes(cluster: Cluster): ClusterNode[] {
  return sortByPreference(cluster, cluster.nodes, (node) => node.baseScore, null);
}

function sortByPreference(
  cluster: Cluster,
  nodes: readonly ClusterNode[],
  scoreOf: (node: ClusterNode) => number,
  active: ClusterNode | null,
): ClusterNode[] {
  const ranks = nameRanks(cluster);
  const scores = new Int32Array(cluster.nodesByIndex.length);
  for (const node of nodes) scores[node.index] = effectiveScore(node, scoreOf(node));
  return mergeSort(nodes, (a, b) =>
    compareNodes(cluster, ranks, a, scores[a.index] as number, b, scores[b.index] as number, active),
  );
}

/**
 * The most preferred node of a table, `null` when it is empty. Preference is a total order except under the strategy
 * `balanced`, where only the full sort gives the right answer (spec B0.8, B14.4).
 */
export function mostPreferredNode(
  cluster: Cluster,
  table: NodeTable,
  active: ClusterNode | null,
): ClusterNode | null {
  if (cluster.options.placementStrategy === 'balanced') return sortedNodes(cluster, table, active)[0] ?? null;
  const ranks = nameRanks(cluster);
  let best: ClusterNode | null = null;
  let bestScore = 0;
  for (const index of table.insertionOrder) {
    const node = cluster.nodesByIndex[index] as ClusterNode;
    const score = effectiveScore(node, table.score(node));
    if (best === null || compareNodes(cluster, ranks, node, score, best, bestScore, active) < 0) {
      best = node;
      bestScore = score;
    }
  }
  return best;
}
