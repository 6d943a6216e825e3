/** Words for actions, for tests. */
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';

/** `db_stop_0 on n1`, with what is unusual about it: optional, unrunnable, pseudo. */
export function described(action: Action): string {
  const state = [
    action.isOptional ? 'optional' : '',
    action.isRunnable ? '' : 'unrunnable',
    action.isPseudo ? 'pseudo' : '',
  ].filter((word) => word !== '');
  const key = action.task === 'cancel' ? `cancel of ${action.key}` : action.key;
  return [key, ...(action.node === null ? [] : [`on ${action.node.name}`]), ...state].join(' ');
}

/** All actions of the named resources in order of their ids. */
export function actionsOf(cluster: Cluster, ...ids: readonly string[]): string[] {
  return cluster.actions
    .filter((action) => action.resource !== null && ids.includes(action.resource.id))
    .map(described);
}

/** The ordering constraints between two keys, as `first → then flags`. */
export function orderings(cluster: Cluster, first: string, then: string): number[] {
  return cluster.orderings
    .filter((ordering) => (ordering.firstAction?.key ?? ordering.firstKey) === first)
    .filter((ordering) => (ordering.thenAction?.key ?? ordering.thenKey) === then)
    .map((ordering) => ordering.flags);
}
