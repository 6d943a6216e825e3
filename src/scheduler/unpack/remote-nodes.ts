import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';

/** Gives the node of the same name its connection resource (spec A4.6.2); also for orphaned connections (A5.4.3). */
export function linkConnection(_cluster: Cluster, _connection: Primitive): void {
  throw new Error('not built yet: linkConnection');
}
