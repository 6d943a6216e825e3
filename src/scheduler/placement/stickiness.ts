import type { Cluster } from '../model/cluster.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { addLocation } from './tables.ts';

/** Adds its stickiness to every managed primitive on the one node it is active on (spec B6.3). */
export function applyStickiness(cluster: Cluster): void {
  for (const resource of cluster.resources) applyToLeaves(cluster, resource);
}

function applyToLeaves(cluster: Cluster, resource: Resource): void {
  if (resource.kind === 'primitive') stick(cluster, resource);
  else for (const child of resource.children) applyToLeaves(cluster, child);
}

function stick(cluster: Cluster, resource: Primitive): void {
  const { runningOn } = resource;
  if (runningOn.length !== 1 || !resource.isManaged || resource.stickiness < 1) return;
  const node = runningOn[0]!;
  /** Where a node must be named to be a candidate, stickiness names none. */
  if (!cluster.options.symmetric && !resource.allowed.has(node)) return;
  const reason = cluster.settings.keepReasons
    ? ({ kind: 'stickiness', resource: resource.id } as const)
    : null;
  addLocation(cluster, resource, node, resource.stickiness, reason);
}
