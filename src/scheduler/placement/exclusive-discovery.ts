import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Discovery } from '../model/node-table.ts';
import { type Resource, topResource } from '../model/resource.ts';

/** Limits resources with exclusive discovery to the nodes that constraints name for them (spec B6.5). */
export function applyExclusiveDiscovery(cluster: Cluster): void {
  for (const resource of cluster.resources) {
    if (isExclusive(resource)) for (const node of cluster.nodes) banUnlessNamed(cluster, resource, node);
  }
}

function banUnlessNamed(cluster: Cluster, resource: Resource, node: ClusterNode): void {
  if (!isExclusive(resource)) return;
  for (const child of resource.children) banUnlessNamed(cluster, child, node);
  const { allowed } = resource;
  if (!allowed.has(node) || allowed.discovery(node) === Discovery.Exclusive) return;
  allowed.set(node, -INFINITY_SCORE, cluster.settings.keepReasons ? { kind: 'exclusive-discovery' } : null);
}

function isExclusive(resource: Resource): boolean {
  return resource.hasExclusiveDiscovery || topResource(resource).hasExclusiveDiscovery;
}
