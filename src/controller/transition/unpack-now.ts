import { readCib } from '../../cib/read/cib.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { unpack } from '../../scheduler/unpack/unpack.ts';
import type { ControllerState } from '../model/state.ts';
import { effectiveTime } from './decide.ts';

/** What the scheduler makes of the CIB as it is at this moment. */
export function unpackNow(state: ControllerState): Cluster {
  const settings = { keepReasons: false, recordScores: false, recordUtilization: false };
  return unpack(readCib(state.cib), effectiveTime(state), settings);
}
