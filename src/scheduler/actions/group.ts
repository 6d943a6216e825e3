import { isTrue } from '../../result/boolean.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Group } from '../model/resource.ts';
import { type CreateActionsOf, collectivePseudo } from './collective.ts';

/** Members in order, then the group's own ordering points, all optional (spec C2.7). */
export function createGroupActions(cluster: Cluster, group: Group, createActionsOf: CreateActionsOf): void {
  for (const member of group.children) createActionsOf(cluster, member);
  for (const task of ['start', 'running', 'stop', 'stopped']) collectivePseudo(cluster, group, task, true);
  if (!isTrue(group.meta.get('promotable') ?? null)) return;
  for (const task of ['demote', 'demoted', 'promote', 'promoted']) {
    collectivePseudo(cluster, group, task, true);
  }
}
