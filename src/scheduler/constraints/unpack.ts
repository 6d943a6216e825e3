import type { Cluster } from '../model/cluster.ts';

/** Node health first, then the constraints in document order (spec C0 phase 2). */
export function unpackConstraints(_cluster: Cluster): void {
  throw new Error('not built yet: unpackConstraints');
}
