import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** Promotion score of an instance on a node; `isDefault` when nobody has set one (spec B12.3). */
export interface PromotionScore {
  readonly value: number;
  readonly isDefault: boolean;
}

/** How much the agent wants this instance promoted on the node (spec B12.3, B12.4). */
export function promotionScore(_cluster: Cluster, _instance: Resource, _node: ClusterNode): PromotionScore {
  throw new Error('not built yet: promotionScore');
}
