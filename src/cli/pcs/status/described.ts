import type { Cib } from '../../../cib/model/cib.ts';
import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import type { Configuration } from '../../../configuration/configuration.ts';
import type { DateTime } from '../../../result/date-time.ts';
import type { Cluster } from '../../../scheduler/model/cluster.ts';
import { AS_LIVE } from '../../../scheduler/model/schedule-options.ts';
import { unpack } from '../../../scheduler/unpack/unpack.ts';
import type { ClusterStatus } from '../../../simulator/report/report.ts';
import { DEFAULT_OPTIONS } from '../../../simulator/request.ts';
import { describeStatus } from '../../../simulator/status/status-sections.ts';
import { localOffset, wallClock } from '../../wall-clock.ts';
import type { Call } from '../call.ts';
import { tellProblems } from '../reports.ts';

/** A CIB as the scheduler sees it. */
export interface Described {
  readonly cib: Cib;
  readonly cluster: Cluster;
  readonly status: ClusterStatus;
  readonly now: DateTime;
}

/** What is in a CIB and in which state; `null` when it cannot be read, which has been told then. */
export function describe(call: Call, configuration: Configuration): Described | null {
  const parsed = parseCib(writeXml(configuration.root));
  if (!parsed.ok) {
    tellProblems(parsed.problems, call.output);
    return null;
  }
  const cib = parsed.value;
  const now = wallClock();
  const cluster = unpack(cib, now, { ...AS_LIVE, localOffset });
  const section = describeStatus(
    cluster,
    { ...DEFAULT_OPTIONS, showAttributes: true, showFailCounts: true },
    false,
  );
  if (section.kind !== 'status') throw new Error('a status was described as something else');
  return { cib, cluster, status: section.status, now };
}
