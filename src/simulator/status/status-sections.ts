import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { Section } from '../report/report.ts';
import type { SimulateOptions } from '../request.ts';
import { describeResources } from './describe.ts';
import { describeHistory } from './fail-history.ts';
import { describeFailures } from './failure-status.ts';
import { countInstances } from './instance-counts.ts';
import { describeAttributes } from './node-attributes.ts';
import { describeNodes } from './node-status.ts';

/** What is told before the first status: maintenance, and instances that are kept from working (spec C6.2.2–3). */
export function introduction(cluster: Cluster): Section[] {
  const sections: Section[] = [];
  if (cluster.options.maintenanceMode) sections.push({ kind: 'maintenance' });
  const counts = countInstances(cluster);
  if (counts.disabled > 0 || counts.blocked > 0) sections.push({ kind: 'counts', counts });
  return sections;
}

/** The state of an unpacked cluster as it is shown (spec C6.3). */
export function describeStatus(
  cluster: Cluster,
  { showAttributes, showFailCounts }: SimulateOptions,
  isRevised: boolean,
): Section {
  return {
    kind: 'status',
    isRevised,
    status: {
      nodes: describeNodes(cluster),
      resources: describeResources(cluster, { showPending: !isRevised }),
      attributes: showAttributes ? describeAttributes(cluster) : null,
      history: showFailCounts ? describeHistory(cluster) : null,
      failures: showFailCounts ? describeFailures(cluster) : null,
    },
  };
}
