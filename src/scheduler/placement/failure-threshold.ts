import { INFINITY_SCORE } from '../../result/score.ts';
import { failCount } from '../history/fail-count.ts';
import { failureAttributes } from '../history/failure-attributes.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { type Primitive, type Resource, topResource } from '../model/resource.ts';
import { addLocation } from './tables.ts';

/** Bans every primitive from the nodes on which it has failed too often (spec B6.4). */
export function applyFailureThresholds(cluster: Cluster): void {
  for (const node of cluster.nodes) {
    if (failureAttributes(node) === null) continue;
    for (const resource of cluster.resources) applyToLeaves(cluster, resource, node);
  }
}

/** Whether a primitive has failed so often on a node that it is banned from it (spec B6.4). */
export function isThresholdReached(cluster: Cluster, resource: Resource, node: ClusterNode): boolean {
  return failuresBeyond(cluster, resource, node) > 0;
}

function applyToLeaves(cluster: Cluster, resource: Resource, node: ClusterNode): void {
  if (resource.kind === 'primitive') applyTo(cluster, resource, node);
  else for (const child of resource.children) applyToLeaves(cluster, child, node);
}

/** The ban is for the resource or, since instances of an anonymous clone are alike, for the whole clone. */
function applyTo(cluster: Cluster, resource: Primitive, node: ClusterNode): void {
  const failures = failuresBeyond(cluster, resource, node);
  if (failures === 0) return;
  const banned = resource.isUnique ? resource : topResource(resource);
  const reason = cluster.settings.keepReasons
    ? ({
        kind: 'failure-threshold',
        resource: resource.id,
        failures,
        threshold: resource.migrationThreshold,
      } as const)
    : null;
  addLocation(cluster, banned, node, -INFINITY_SCORE, reason);
}

/** Number of failures if it is at or over the resource's threshold, else 0. */
function failuresBeyond(cluster: Cluster, resource: Resource, node: ClusterNode): number {
  const failures = failureAttributes(node);
  if (failures === null || (resource.fillers.length === 0 && !failures.mayConcern(resource))) return 0;
  if (resource.migrationThreshold === 0 || resource.ignoresFailure) return 0;
  if (isClearScheduled(resource, node)) return 0;
  const { count } = failCount(cluster, node, resource, { effective: true, fillers: true });
  return count > 0 && resource.migrationThreshold - count <= 0 ? count : 0;
}

function isClearScheduled(resource: Resource, node: ClusterNode): boolean {
  return resource.actions.some(
    (action: Action) => action.node === node && action.key === `${resource.id}_clear_failcount_0`,
  );
}
