import type { Configuration } from '../configuration.ts';
import { lone, type Report } from '../report.ts';
import { removeReferences } from './remove.ts';
import { findResource, idOf, membersOf, outerOf } from './resource-tree.ts';

/** Takes resources out of a group, all when none is named; a group that is left empty goes. */
export function ungroup(
  configuration: Configuration,
  groupId: string,
  resourceIds: readonly string[],
): readonly Report[] {
  const group = findResource(configuration, groupId);
  if (group === null || group.name !== 'group') {
    return [lone('HWS-CFG-002', `Group '${groupId}' does not exist`)];
  }
  const members = membersOf(group);
  for (const id of resourceIds) {
    if (!members.some((member) => idOf(member) === id)) {
      return [lone('HWS-CFG-005', `Resource '${id}' does not exist in group '${groupId}'`)];
    }
  }
  const leaving =
    resourceIds.length === 0 ? members : members.filter((one) => resourceIds.includes(idOf(one)));
  const clone = outerOf(configuration, group);
  const outside = configuration.parentOf(clone ?? group);
  if (outside === null) throw new Error('a group that stands nowhere was found');
  const isEmptied = leaving.length === members.length;
  if (clone !== null && isEmptied && members.length > 1) {
    return [lone('HWS-CFG-005', 'Cannot remove all resources from a cloned group')];
  }
  if (clone !== null && isEmptied) {
    const [only] = members;
    if (only === undefined) return [];
    configuration.remove(only);
    configuration.insert(clone, only, group);
    configuration.remove(group);
    return removeReferences(configuration, groupId);
  }
  for (const member of leaving) {
    configuration.remove(member);
    configuration.insert(outside, member);
  }
  if (!isEmptied) return [];
  configuration.remove(group);
  return removeReferences(configuration, groupId);
}
