import type { Cluster } from '../model/cluster.ts';

/** Shutdown locks, locations, stickiness, failure thresholds and exclusive discovery (spec B1.8). */
export function applyNodeCriteria(_cluster: Cluster): void {
  throw new Error('not built yet: applyNodeCriteria');
}
