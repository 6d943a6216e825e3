import type { Cib } from '../../cib/model/cib.ts';
import type { DateTime } from '../../result/date-time.ts';
import type { Cluster, ScheduleOptions } from '../model/cluster.ts';

/** Turns a CIB into the cluster's state, before any decision (spec A0.5 steps 1–7). */
export function unpack(_cib: Cib, _now: DateTime, _settings: ScheduleOptions): Cluster {
  throw new Error('not built yet: unpack');
}
