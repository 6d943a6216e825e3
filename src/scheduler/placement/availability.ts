import { type ClusterNode, isAvailable, isGuestNode } from '../model/node.ts';

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
