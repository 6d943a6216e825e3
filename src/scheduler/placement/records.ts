import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { hashOrder } from './hash-order.ts';

/** The stage of assignment at which a table is shown (spec B17.3). */
export type ScoreStage = 'primitive' | 'group' | 'clone' | 'bundle';

/** Notes the table of a resource, then those below it; orphans are not shown (spec B17.2). */
export function recordScores(cluster: Cluster, resource: Resource, stage: ScoreStage): void {
  if (!cluster.settings.recordScores || resource.isOrphan) return;
  const { allowed } = resource;
  for (const node of cluster.nodes) {
    if (!allowed.has(node)) continue;
    const score = allowed.score(node);
    cluster.records.push({ kind: 'allocation-score', stage, resource, node, score, trail: allowed.trail });
  }
  for (const child of resource.children) recordScores(cluster, child, stage);
}

/** Notes an instance's place in the order of promotion (spec B17.5). */
export function recordPromotionScore(cluster: Cluster, instance: Resource, node: ClusterNode | null): void {
  if (!cluster.settings.recordScores) return;
  cluster.records.push({ kind: 'promotion-score', resource: instance, node, score: instance.promotionIndex });
}

/** Notes the capacity of every node before or after assignment (spec B17.6). */
export function recordCapacity(cluster: Cluster, moment: 'Original' | 'Remaining'): void {
  if (!cluster.settings.recordUtilization) return;
  for (const node of cluster.nodes) {
    cluster.records.push({ kind: 'capacity', moment, node, values: inHashOrder(node.utilization) });
  }
}

/** Notes what an assigned primitive uses (spec B17.6). */
export function recordUtilization(cluster: Cluster, primitive: Primitive, node: ClusterNode): void {
  if (!cluster.settings.recordUtilization) return;
  const values = inHashOrder(primitive.utilization);
  cluster.records.push({ kind: 'utilization', resource: primitive, node, values });
}

function inHashOrder(values: ReadonlyMap<string, number>): [string, number][] {
  return hashOrder([...values.keys()]).map((name) => [name, values.get(name) as number]);
}
