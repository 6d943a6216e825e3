import { readCib } from '../../cib/read/cib.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { DECISION_ONLY } from '../../scheduler/model/schedule-options.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import type { ControllerState } from '../model/state.ts';
import { effectiveTime } from './decide.ts';

/** What the scheduler makes of the CIB as it is at this moment. */
export function unpackNow(state: ControllerState): Cluster {
  return unpack(readCib(state.cib), effectiveTime(state), DECISION_ONLY);
}
