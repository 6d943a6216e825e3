import type { Cluster } from '../model/cluster.ts';

/** Phase 7: finds out what runs where, on every node that is not known yet (spec C2.8). */
export function createProbes(_cluster: Cluster): void {
  throw new Error('not built yet: createProbes');
}
