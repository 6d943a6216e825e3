import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { sortedNodes } from './node-preference.ts';

/** `planned`: as decided in this run; `actual`: as found in the status. */
export type When = 'planned' | 'actual';

/** All nodes of a resource, each once, in child order (spec B0.6). */
export function locationsOf(resource: Resource, when: When): ClusterNode[] {
  if (resource.kind !== 'primitive') {
    const found = new Set<ClusterNode>();
    for (const child of resource.children) {
      for (const node of locationsOf(child, when)) found.add(node);
    }
    return [...found];
  }
  if (when === 'actual') return resource.runningOn;
  return resource.assigned === null ? [] : [resource.assigned];
}

/** The node of a resource if it has exactly one, else `null` (spec B0.6). */
export function locationOf(resource: Resource, when: When): ClusterNode | null {
  if (resource.kind === 'primitive') {
    if (when === 'planned') return resource.assigned;
    return resource.runningOn.length === 1 ? (resource.runningOn[0] as ClusterNode) : null;
  }
  const nodes = locationsOf(resource, when);
  return nodes.length === 1 ? (nodes[0] as ClusterNode) : null;
}

/** Next or current role; the highest of the children for groups and clones; Unknown for bundles (spec B0.7). */
export function stateOf(resource: Resource, when: When): Role {
  if (resource.kind === 'primitive') return when === 'planned' ? resource.nextRole : resource.role;
  let highest: Role = Role.Unknown;
  if (resource.kind === 'bundle') return highest;
  for (const child of resource.children) {
    const role = stateOf(child, when);
    if (role > highest) highest = role;
  }
  return highest;
}

/** The resource or anything below it is blocked (spec B15.2). */
export function isBlockedAnywhere(resource: Resource): boolean {
  return resource.isBlocked || resource.children.some(isBlockedAnywhere);
}

/**
 * The instance of a clone (container of a bundle) that shares a node with the dependent (spec B8.11, C4.12.1).
 * `role` is Role.Unknown when any role will do.
 */
export function compatibleInstance(
  cluster: Cluster,
  dependent: Resource,
  primary: Resource,
  role: Role,
  when: When,
): Resource | null {
  const candidates =
    primary.kind === 'bundle' ? primary.replicas.map((replica) => replica.container) : primary.children;
  const isSuitable = (candidate: Resource): boolean =>
    !isBlockedAnywhere(candidate) && (role === Role.Unknown || stateOf(candidate, when) === role);

  const node = locationOf(dependent, when);
  if (node !== null) {
    return candidates.find((one) => locationOf(one, when) === node && isSuitable(one)) ?? null;
  }
  const byNode = new Map<ClusterNode, Resource>();
  for (const candidate of candidates) {
    const at = locationOf(candidate, when);
    if (at !== null && !byNode.has(at) && isSuitable(candidate)) byNode.set(at, candidate);
  }
  if (byNode.size === 0) return null;
  for (const preferred of sortedNodes(cluster, dependent.allowed, null)) {
    const match = byNode.get(preferred);
    if (match !== undefined) return match;
  }
  return null;
}
