import type { Cluster } from '../model/cluster.ts';
import type { Clone, Resource } from '../model/resource.ts';

/**
 * Makes the next instance of a clone; an orphan when there are enough already (spec A7.4.3). `null` when the cloned
 * resource is invalid.
 */
export function createInstance(_cluster: Cluster, _clone: Clone): Resource | null {
  throw new Error('not built yet: createInstance');
}
