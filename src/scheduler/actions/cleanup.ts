import type { Cluster } from '../model/cluster.ts';

/** Phase 7: clears the fail counts of orphans that will be stopped (spec C2.6). */
export function clearOrphanFailCounts(_cluster: Cluster): void {
  throw new Error('not built yet: clearOrphanFailCounts');
}
