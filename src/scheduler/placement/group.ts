import { INFINITY_SCORE } from '../../result/score.ts';
import { insertByDependent, insertByPrimary } from '../constraints/colocation.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Group } from '../model/resource.ts';
import type { Assignment } from './assignment.ts';
import { recordScores } from './records.ts';

/** Decides where the members of a group run, in order (spec B10.3). */
export function* assignGroup(cluster: Cluster, group: Group, prefer: ClusterNode | null): Assignment {
  if (!group.isUnassigned) return group.assigned;
  if (group.isAssigning) return null;
  const [first] = group.children;
  if (first === undefined) {
    group.isUnassigned = false;
    return null;
  }
  group.isAssigning = true;
  group.role = first.role;
  passColocationsToMembers(group);
  recordScores(cluster, group, 'group');
  let node: ClusterNode | null = null;
  for (const member of group.children) {
    const assigned: ClusterNode | null = yield { resource: member, prefer };
    node ??= assigned;
  }
  group.nextRole = first.nextRole;
  group.isAssigning = false;
  group.isUnassigned = false;
  return group.isColocated ? node : null;
}

/** Moves the group's own colocations to its first and last member (spec B10.2). */
function passColocationsToMembers(group: Group): void {
  const first = group.children[0];
  const last = group.children.at(-1);
  if (first === undefined || last === undefined) return;
  const firstUnmanaged = group.children.findIndex((member) => !member.isManaged);
  const stragglers = firstUnmanaged < 0 ? [] : group.children.slice(firstUnmanaged + 1);
  for (const colocation of group.colocatedWith) {
    insertByPrimary(first.colocatedWith, colocation);
    if (colocation.score !== INFINITY_SCORE) continue;
    for (const member of stragglers) insertByPrimary(member.colocatedWith, colocation);
  }
  group.colocatedWith = [];
  for (const colocation of group.dependents) insertByDependent(last.dependents, colocation);
  group.dependents = [];
}
