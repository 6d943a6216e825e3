import type { NvpairSet } from '../../cib/model/nvpair-set.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { ruleInput } from './rule-input.ts';

/**
 * Adds attribute sets to a node together with its special attributes (spec A4.3): permanent ones keep what is there,
 * transient ones overwrite.
 */
export function mergeNodeAttributes(
  cluster: Cluster,
  node: ClusterNode,
  sets: readonly NvpairSet[],
  overwrite: boolean,
): void {
  const attributes = node.attributes;
  const clusterName = cluster.options.clusterName;
  attributes.set('#uname', node.name);
  attributes.set('#id', node.id);
  attributes.set('#is_dc', isDc(cluster, node) ? 'true' : 'false');
  if (clusterName !== null) attributes.set('#cluster-name', clusterName);
  collectPairs(sets, attributes, ruleInput(cluster, {}), { overwrite });
  if (attributes.has('#site-name')) return;
  const site = attributes.get('site-name') ?? clusterName;
  if (site !== null) attributes.set('#site-name', site);
}

/** Whether attribute `shutdown` asks for a shutdown: present and not exactly `0` (spec A4.5). */
export function isShutdownRequested(node: ClusterNode): boolean {
  const value = node.attributes.get('shutdown');
  return value !== undefined && value !== '0';
}

function isDc(cluster: Cluster, node: ClusterNode): boolean {
  return cluster.cib.dcUuid !== null && cluster.cib.dcUuid.toLowerCase() === node.id.toLowerCase();
}
