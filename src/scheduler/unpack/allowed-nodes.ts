import type { Cluster } from '../model/cluster.ts';
import { Discovery, NodeTable } from '../model/node-table.ts';
import type { Resource } from '../model/resource.ts';
import { addMissingEntry, addSymmetricDefault } from '../placement/tables.ts';

/**
 * Fills a new resource's table (spec B4.1, B4.2): in a symmetric cluster every node known by now is a candidate with
 * its base score; in an asymmetric one none is, except for connections of guest nodes.
 */
export function startAllowedNodes(cluster: Cluster, resource: Resource): void {
  if (cluster.options.symmetric) {
    // Only a bundle makes nodes after its children, which then lack them.
    if (resource.kind === 'bundle') addSymmetricDefault(cluster, resource);
    else resource.allowed = baseTable(cluster).twin();
  } else if (resource.isRemoteConnection && resource.meta.has('container')) {
    for (const node of cluster.nodes) addMissingEntry(cluster, resource, node);
  }
}

const baseTables = new WeakMap<Cluster, NodeTable>();

/** Every node known by now with its base score; nearly all resources start with the same. */
function baseTable(cluster: Cluster): NodeTable {
  let table = baseTables.get(cluster);
  if (table === undefined || !isCurrent(cluster, table)) {
    table = new NodeTable(cluster.nodesByIndex.length);
    for (const node of cluster.nodes) {
      if (node.baseDiscovery !== Discovery.Never) table.insertBase(node, cluster.settings.keepReasons);
    }
    baseTables.set(cluster, table);
  }
  return table;
}

/** Nodes are added, and lose their base score or become reserved, while resources are made. */
function isCurrent(cluster: Cluster, table: NodeTable): boolean {
  let expected = 0;
  for (const node of cluster.nodes) {
    if (node.baseDiscovery === Discovery.Never) continue;
    if (!table.has(node) || table.score(node) !== node.baseScore) return false;
    expected++;
  }
  return table.size === expected;
}
