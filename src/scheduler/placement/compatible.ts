import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import type { Role } from '../model/role.ts';

/** `planned`: as decided in this run; `actual`: as found in the status. */
export type When = 'planned' | 'actual';

/** All nodes of a resource, each once, in child order (spec B0.6). */
export function locationsOf(_resource: Resource, _when: When): ClusterNode[] {
  throw new Error('not built yet: locationsOf');
}

/** The node of a resource if it has exactly one, else `null` (spec B0.6). */
export function locationOf(_resource: Resource, _when: When): ClusterNode | null {
  throw new Error('not built yet: locationOf');
}

/** Next or current role; the highest of the children for groups and clones (spec B0.7). */
export function stateOf(_resource: Resource, _when: When): Role {
  throw new Error('not built yet: stateOf');
}

/** The resource or anything below it is blocked (spec B15.2). */
export function isBlockedAnywhere(_resource: Resource): boolean {
  throw new Error('not built yet: isBlockedAnywhere');
}

/**
 * The instance of a clone (container of a bundle) that shares a node with the dependent (spec B8.11, C4.12.1).
 * `role` is Role.Unknown when any role will do.
 */
export function compatibleInstance(
  _cluster: Cluster,
  _dependent: Resource,
  _primary: Resource,
  _role: Role,
  _when: When,
): Resource | null {
  throw new Error('not built yet: compatibleInstance');
}
