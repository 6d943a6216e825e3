import type { ResourceDefinition } from '../../cib/model/resource-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Makes a resource and everything below it from its definition (spec A7.2). The caller appends it to the list and calls
 * `registerTree`. `null` when it is invalid.
 */
export function unpackResource(
  _cluster: Cluster,
  _definition: ResourceDefinition,
  _parent: Resource | null,
  _instance: number | null = null,
): Resource | null {
  throw new Error('not built yet: unpackResource');
}
