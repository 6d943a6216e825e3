import type { Cluster } from '../model/cluster.ts';
import type { Resource } from '../model/resource.ts';
import { addMissingEntry, addSymmetricDefault } from '../placement/tables.ts';

/**
 * Fills a new resource's table (spec B4.1, B4.2): in a symmetric cluster every node known by now is a candidate with
 * its base score; in an asymmetric one none is, except for connections of guest nodes.
 */
export function startAllowedNodes(cluster: Cluster, resource: Resource): void {
  if (cluster.options.symmetric) {
    addSymmetricDefault(cluster, resource);
  } else if (resource.isRemoteConnection && resource.meta.has('container')) {
    for (const node of cluster.nodes) addMissingEntry(cluster, resource, node);
  }
}
