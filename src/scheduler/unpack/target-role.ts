import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';

/** Lowers the next role to what meta `target-role` asks for (spec A3.7). */
export function applyTargetRole(_cluster: Cluster, _resource: Resource): void {
  throw new Error('not built yet: applyTargetRole');
}
