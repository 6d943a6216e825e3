import type { Cluster } from '../model/cluster.ts';

/** Phase 7, last part: every top-level resource's actions, in list order (spec C2). */
export function createActions(_cluster: Cluster): void {
  throw new Error('not built yet: createActions');
}
