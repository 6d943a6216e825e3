import type { Cluster } from '../model/cluster.ts';

/** Phase 9: fencing and shutdown of nodes (spec C3.3, C2.12). */
export function scheduleFencingAndShutdown(_cluster: Cluster): void {
  throw new Error('not built yet: scheduleFencingAndShutdown');
}
