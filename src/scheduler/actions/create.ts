import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { createBundleActions } from './bundle.ts';
import { createCloneActions } from './clone.ts';
import { createGroupActions } from './group.ts';
import { createPrimitiveActions } from './primitive.ts';

/** Phase 7, last part: every top-level resource's actions, in list order (spec C2). */
export function createActions(cluster: Cluster): void {
  for (const resource of cluster.resources) createActionsOf(cluster, resource);
}

function createActionsOf(cluster: Cluster, resource: Resource): void {
  switch (resource.kind) {
    case 'primitive':
      createPrimitiveActions(cluster, resource);
      break;
    case 'group':
      createGroupActions(cluster, resource, createActionsOf);
      break;
    case 'clone':
      createCloneActions(cluster, resource, createActionsOf);
      break;
    case 'bundle':
      createBundleActions(cluster, resource, createActionsOf);
      break;
  }
}
