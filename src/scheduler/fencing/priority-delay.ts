import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';

/**
 * Seconds by which fencing of a lost member is delayed, so that the half of a split that runs the more important
 * resources wins (spec C3.8, A6.5); 0 where that does not apply.
 */
export function priorityFencingDelayS(cluster: Cluster, node: ClusterNode): number {
  const delay = cluster.options.priorityFencingDelayS;
  if (delay <= 0 || node.kind === 'remote' || node.isOnline) return 0;
  let members = 0;
  let online = 0;
  let highest: number | null = null;
  let lowest = 0;
  for (const member of cluster.nodes) {
    if (member.kind !== 'member') continue;
    members++;
    if (member.isOnline) online++;
    if (highest === null || member.priority > highest) highest = member.priority;
    if (members === 1 || member.priority < lowest) lowest = member.priority;
  }
  if (highest === null || online > Math.floor(members / 2) || highest === lowest) return 0;
  return node.priority < highest ? 0 : delay;
}
