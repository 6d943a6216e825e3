import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { addBundleConstraints } from './internal-bundle.ts';
import { addCloneConstraints } from './internal-clone.ts';
import { addGroupConstraints } from './internal-group.ts';
import { addPrimitiveConstraints } from './internal-primitive.ts';

/** Orderings, colocations and bans that follow from what resources are (spec B1.9, C0 phase 4). */
export function createInternalConstraints(cluster: Cluster): void {
  for (const resource of cluster.resources) addInternalConstraints(cluster, resource);
}

/** Those of one resource and everything below it (spec C4.6–C4.8). */
function addInternalConstraints(cluster: Cluster, resource: Resource): void {
  switch (resource.kind) {
    case 'primitive':
      addPrimitiveConstraints(cluster, resource);
      break;
    case 'group':
      addGroupConstraints(cluster, resource);
      break;
    case 'clone':
      addCloneConstraints(cluster, resource, addInternalConstraints);
      break;
    case 'bundle':
      addBundleConstraints(cluster, resource, addInternalConstraints);
      break;
  }
}
