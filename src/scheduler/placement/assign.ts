import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import type { Assignment } from './assignment.ts';
import { assignBundle } from './bundle.ts';
import { assignClone } from './clone.ts';
import { assignGroup } from './group.ts';
import { assignPrimitive } from './primitive.ts';
import { recordCapacity } from './records.ts';
import { sortForUtilization } from './resource-order.ts';

/** Phase 6: decides where every resource runs, remote connections first (spec B3.2). */
export function assignResources(cluster: Cluster): void {
  if (cluster.options.placementStrategy !== 'default') sortForUtilization(cluster);
  recordCapacity(cluster, 'Original');
  const isConnection = (resource: Resource): boolean =>
    resource.kind === 'primitive' && resource.isRemoteConnection;
  // Where its node is listed as a cluster node and there is no other remote node, a connection is never decided about.
  for (const resource of cluster.hasRemoteNodes ? cluster.resources : []) {
    if (isConnection(resource)) assign(cluster, resource, resource.partialTarget);
  }
  for (const resource of cluster.resources) {
    if (!isConnection(resource)) assign(cluster, resource, null);
  }
  recordCapacity(cluster, 'Remaining');
}

/** Decides where one resource runs, and first what it depends on. Returns its node, if it has exactly one. */
export function assign(cluster: Cluster, resource: Resource, prefer: ClusterNode | null): ClusterNode | null {
  const waiting: Assignment[] = [begin(cluster, resource, prefer)];
  let node: ClusterNode | null = null;
  for (let current = waiting.at(-1); current !== undefined; current = waiting.at(-1)) {
    const step = current.next(node);
    node = null;
    if (step.done) {
      waiting.pop();
      node = step.value;
    } else {
      waiting.push(begin(cluster, step.value.resource, step.value.prefer));
    }
  }
  return node;
}

function begin(cluster: Cluster, resource: Resource, prefer: ClusterNode | null): Assignment {
  switch (resource.kind) {
    case 'primitive':
      return assignPrimitive(cluster, resource, prefer);
    case 'group':
      return assignGroup(cluster, resource, prefer);
    case 'clone':
      return assignClone(cluster, resource);
    case 'bundle':
      return assignBundle(cluster, resource, prefer);
  }
}
