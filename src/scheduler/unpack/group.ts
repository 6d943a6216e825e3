import { parseBoolean } from '../../result/boolean.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Group } from '../model/resource.ts';
import { report } from './report.ts';
import { unpackResource } from './resource.ts';

/** Makes the members of a group (spec A7.3). */
export function unpackGroup(cluster: Cluster, group: Group): void {
  group.isOrdered = parseBoolean(group.meta.get('ordered') ?? 'true') !== false;
  group.isColocated = parseBoolean(group.meta.get('collocated') ?? 'true') !== false;
  for (const definition of group.definition.members) {
    const member = unpackResource(cluster, definition, group, group.instance);
    if (member !== null) group.children.push(member);
  }
  if (group.children.length > 0) return;
  report(
    cluster,
    'warning',
    'HWS-SCH-007',
    group.id,
    `Group ${group.id} has no members`,
    `Add a resource to ${group.id} or remove it`,
  );
}
