import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Bundle } from '../model/resource.ts';
import { type CreateActionsOf, collectivePseudo } from './collective.ts';
import { createInstancePseudos } from './instances.ts';

/** The parts of every replica, the bundle's ordering points over its containers, then what runs inside (spec C2.7). */
export function createBundleActions(
  cluster: Cluster,
  bundle: Bundle,
  createActionsOf: CreateActionsOf,
): void {
  for (const replica of bundle.replicas) {
    if (replica.ip !== null) createActionsOf(cluster, replica.ip);
    createActionsOf(cluster, replica.container);
    if (replica.connection !== null) createActionsOf(cluster, replica.connection);
  }
  const containers = bundle.replicas.map((replica) => replica.container);
  const nothing = (): void => {};
  createInstancePseudos(cluster, bundle, containers, nothing, nothing);

  const inner = bundle.innerClone;
  if (inner === null) return;
  createActionsOf(cluster, inner);
  if (!inner.isPromotable) return;
  for (const task of ['promote', 'promoted', 'demote', 'demoted']) {
    const action = collectivePseudo(cluster, bundle, task, true);
    if (task.endsWith('d')) action.priority = INFINITY_SCORE;
  }
}
