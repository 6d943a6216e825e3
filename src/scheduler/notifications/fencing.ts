import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';

/**
 * Tells the other instances of a notifying clone that fencing stopped `instance` on `node` (spec C2.9.3). Called for
 * each stop that a fence action implies (spec C3.4.b).
 */
export function notifyOfFencing(
  _cluster: Cluster,
  _instance: Primitive,
  _fence: Action,
  _node: ClusterNode,
): void {
  throw new Error('not built yet: notifyOfFencing');
}
