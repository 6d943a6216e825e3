import type { Cluster } from '../model/cluster.ts';

/** Phase 10 (spec C0): turns ordering constraints into links and lets them take effect (spec C4.10–C4.15). */
export function applyOrderings(_cluster: Cluster): void {
  throw new Error('not built yet: applyOrderings');
}
