import type { Cluster } from '../model/cluster.ts';

/** Orderings, colocations and bans that follow from what resources are (spec C0 phase 4). */
export function createInternalConstraints(_cluster: Cluster): void {
  throw new Error('not built yet: createInternalConstraints');
}
