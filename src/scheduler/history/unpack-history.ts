import type { Cluster } from '../model/cluster.ts';

/** Reads the resource history of all nodes (spec A4.4). */
export function unpackHistory(_cluster: Cluster): void {
  throw new Error('not built yet: unpackHistory');
}
