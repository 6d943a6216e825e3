import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';

/** What the lack of quorum means for an action that needs it. */
export type QuorumPolicy = 'ignore' | 'stop' | 'freeze';

/**
 * The quorum policy in force for a resource (spec C1.5.5). Under `demote` a promotable instance that runs may stay,
 * but its next role is lowered to Unpromoted here.
 */
export function quorumPolicy(cluster: Cluster, resource: Resource): QuorumPolicy {
  if (cluster.isQuorate) return 'ignore';
  switch (cluster.options.noQuorumPolicy) {
    case 'ignore':
      return 'ignore';
    case 'freeze':
      return 'freeze';
    case 'demote':
      if (resource.role === Role.Unpromoted || resource.role === Role.Promoted) {
        if (resource.nextRole > Role.Unpromoted) resource.nextRole = Role.Unpromoted;
        return 'ignore';
      }
      return 'stop';
    case 'stop':
    case 'suicide':
      return 'stop';
  }
}

/** Whether a resource runs completely: what `freeze` asks before it lets something go on (spec C1.5.5). */
export function isFullyActive(resource: Resource): boolean {
  if (resource.kind !== 'primitive') {
    return resource.children.length > 0 && resource.children.every(isFullyActive);
  }
  for (const node of resource.runningOn) {
    if (node.isUnclean || node.isOnline || !resource.isManaged) return true;
  }
  return false;
}
