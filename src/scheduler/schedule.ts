import type { Cib } from '../cib/model/cib.ts';
import type { DateTime } from '../result/date-time.ts';
import type { Cluster, ScheduleOptions } from './model/cluster.ts';
import { unpack } from './unpack/unpack.ts';

/** Decides everything about an unpacked cluster: phases 2–12 of spec C0. */
export function decide(_cluster: Cluster): void {
  throw new Error('not built yet: decide');
}

/** One scheduling run: reads the cluster's state from a CIB and decides what to do. Pure. */
export function schedule(cib: Cib, now: DateTime, settings: ScheduleOptions): Cluster {
  const cluster = unpack(cib, now, settings);
  decide(cluster);
  return cluster;
}
