import type { Cluster } from '../../scheduler/model/cluster.ts';
import { leaves } from '../../scheduler/model/resource.ts';
import { Role } from '../../scheduler/model/role.ts';
import { limitingRole } from './disabled.ts';

/** How many instances there are, and how many of them something keeps from working (spec C6.2.3, A7.7). */
export interface InstanceCounts {
  readonly total: number;
  readonly disabled: number;
  readonly blocked: number;
}

/** Counts leaf instances; orphans only while they are active. */
export function countInstances(cluster: Cluster): InstanceCounts {
  let total = 0;
  let disabled = 0;
  let blocked = 0;
  for (const resource of cluster.resources) {
    for (const leaf of leaves(resource)) {
      if (leaf.isOrphan && leaf.role <= Role.Stopped) continue;
      total++;
      if (limitingRole(leaf) !== null) disabled++;
      if (leaf.isBlocked) blocked++;
    }
  }
  return { total, disabled, blocked };
}
