import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Discovery } from '../model/node-table.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Adds a score to a resource and everything below it, children first, on one node or (with `null`) on every node of
 * the cluster; entries that are missing are made from the node's base score (spec B4.1, B4.5). −INFINITY on every node
 * is {@link banEverywhere}.
 */
export function addLocation(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode | null,
  score: number,
  reason: ScoreReason | null,
): void {
  if (node !== null) addOnNode(cluster, resource, node, score, reason);
  else if (score <= -INFINITY_SCORE) banEverywhere(cluster, resource, reason);
  else addOnEveryNode(cluster, resource, score, reason);
}

/**
 * Bans a resource and everything below it from every node of the cluster, also from nodes it had no entry for, and
 * drops the node the resource object itself was assigned to (spec B4.5). What that assignment had counted on the node
 * stays counted.
 */
export function banEverywhere(cluster: Cluster, resource: Resource, reason: ScoreReason | null): void {
  addOnEveryNode(cluster, resource, -INFINITY_SCORE, reason);
  resource.assigned = null;
}

/**
 * Starting table of an object in a symmetric cluster: an entry with the base score for every node known so far, for
 * it and for its children (spec B4.1). Objects with exclusive discovery and nodes that are never discovered (bundle
 * nodes) are left out.
 */
export function addSymmetricDefault(cluster: Cluster, resource: Resource): void {
  if (resource.hasExclusiveDiscovery) return;
  for (const child of resource.children) addSymmetricDefault(cluster, child);
  const { allowed } = resource;
  const { keepReasons } = cluster.settings;
  for (const node of cluster.nodes) {
    if (node.baseDiscovery === Discovery.Never || allowed.has(node)) continue;
    allowed.insertBase(node, keepReasons);
  }
}

/** Makes the entry of a node from its base score, unless the table has one (spec B2.2). */
export function addMissingEntry(cluster: Cluster, resource: Resource, node: ClusterNode): void {
  if (!resource.allowed.has(node)) resource.allowed.insertBase(node, cluster.settings.keepReasons);
}

function addOnNode(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  score: number,
  reason: ScoreReason | null,
): void {
  for (const child of resource.children) addOnNode(cluster, child, node, score, reason);
  addMissingEntry(cluster, resource, node);
  resource.allowed.add(node, score, reason);
}

function addOnEveryNode(
  cluster: Cluster,
  resource: Resource,
  score: number,
  reason: ScoreReason | null,
): void {
  for (const child of resource.children) addOnEveryNode(cluster, child, score, reason);
  for (const node of cluster.nodes) {
    addMissingEntry(cluster, resource, node);
    resource.allowed.add(node, score, reason);
  }
}
