import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable, isGuestNode } from '../model/node.ts';
import type { NodeTable } from '../model/node-table.ts';

/**
 * May the node run resources (spec B2.1)? `score` is that of the table entry in question and must not be negative;
 * `null` ignores it. With `useGuest` a guest node's container must have been given a node.
 */
export function canRun(node: ClusterNode, score: number | null, useGuest: boolean): boolean {
  if (!isAvailable(node)) return false;
  if (score !== null && score < 0) return false;
  if (useGuest && isGuestNode(node)) return node.connection?.container?.assigned != null;
  return true;
}

/** Some node of the table is available with a score that is not negative. */
export function hasUsableNode(cluster: Cluster, table: NodeTable): boolean {
  const scores = table.scores;
  for (const index of table.insertionOrder) {
    if ((scores[index] as number) >= 0 && isAvailable(cluster.nodesByIndex[index] as ClusterNode))
      return true;
  }
  return false;
}

/** Number of nodes of the table that are available, whatever their scores. */
export function availableCount(cluster: Cluster, table: NodeTable): number {
  let count = 0;
  for (const index of table.insertionOrder) {
    if (isAvailable(cluster.nodesByIndex[index] as ClusterNode)) count++;
  }
  return count;
}
