import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { leaves, type Primitive, topResource } from '../model/resource.ts';
import { notifyInstance } from './instances.ts';
import { completeNotification } from './pseudo.ts';
import { valuesOfFencing } from './values.ts';

/**
 * Tells the other instances of a notifying clone that fencing stopped `instance` on `node` (spec C2.9.3). Called for
 * each stop that a fence action implies (spec C3.4.b).
 */
export function notifyOfFencing(
  cluster: Cluster,
  instance: Primitive,
  fence: Action,
  node: ClusterNode,
): void {
  const { post, postDone } = completeNotification(cluster, instance, 'stop', fence);
  const set = { task: 'stop', pre: null, preDone: null, post, postDone } as const;
  const told = valuesOfFencing(instance, node);
  for (const leaf of leaves(topResource(instance))) notifyInstance(cluster, leaf, set, told);
}
