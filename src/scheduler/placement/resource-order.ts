import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { currentNode } from '../unpack/current-node.ts';
import { mergeSort } from './merge-sort.ts';
import { sortedClusterNodes } from './node-preference.ts';
import { scoresWithPrimaries } from './spread.ts';

interface Rank {
  readonly resource: Resource;
  /** Score on the current node, then on every node in order of preference. */
  readonly scores: Int32Array;
}

/** Sorts top-level resources for the strategies other than `default` (spec B3.3). The order stays for later phases. */
export function sortForUtilization(cluster: Cluster): void {
  const nodes = sortedClusterNodes(cluster);
  const ranks = cluster.resources.map((resource): Rank => {
    const table = scoresWithPrimaries(cluster, resource);
    const current = currentNode(resource);
    const scores = new Int32Array(nodes.length + 1).fill(-INFINITY_SCORE);
    if (table !== null) {
      if (current !== null) scores[0] = table.scoreOr(current, -INFINITY_SCORE);
      nodes.forEach((node, position) => {
        scores[position + 1] = table.scoreOr(node, -INFINITY_SCORE);
      });
    }
    return { resource, scores };
  });
  cluster.resources = mergeSort(ranks, compareRanks).map((rank) => rank.resource);
}

function compareRanks(a: Rank, b: Rank): number {
  if (a.resource.priority !== b.resource.priority) return b.resource.priority - a.resource.priority;
  for (let position = 0; position < a.scores.length; position++) {
    const difference = (b.scores[position] as number) - (a.scores[position] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
