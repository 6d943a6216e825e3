import type { NodeDefinition } from '../../cib/model/cib.ts';
import { collectPairs } from '../../cib/rules/collect.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { compareNatural } from '../../result/natural-order.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../model/cluster.ts';
import { ClusterNode, type NodeKind } from '../model/node.ts';
import { findNodeByName } from './find.ts';
import { mergeNodeAttributes } from './node-attributes.ts';
import { scoreWords } from './options.ts';
import { report } from './report.ts';
import { ruleInput } from './rule-input.ts';

/** Makes the configured nodes (spec A4.1). */
export function unpackNodes(cluster: Cluster): void {
  for (const definition of cluster.cib.nodes) {
    const node = createNode(cluster, {
      id: definition.id,
      name: definition.uname ?? definition.id,
      kind: kindOf(cluster, definition),
      score: parseScore(definition.score, scoreWords(cluster.options)),
    });
    applyStartupFencing(cluster, node);
    mergeNodeAttributes(cluster, node, definition.instanceSets, false);
    const utilization = new Map<string, string>();
    collectPairs(definition.utilizationSets, utilization, ruleInput(cluster, {}), {});
    for (const [name, value] of utilization) node.utilization.set(name, parseLeadingInteger(value) ?? 0);
  }
  const dcId = cluster.cib.dcUuid?.toLowerCase();
  const dc = dcId === undefined ? undefined : cluster.nodesById.get(dcId);
  if (dc === undefined) return;
  dc.isDc = true;
  cluster.dc = dc;
}

/** Makes a node and puts it at its place in the node list: natural order, newer before older (spec A4.1.1). */
export function createNode(
  cluster: Cluster,
  { id, name, kind, score }: { id: string; name: string; kind: NodeKind; score: number },
): ClusterNode {
  if (findNodeByName(cluster, name) !== null) {
    report(
      cluster,
      'warning',
      'HWS-SCH-002',
      id,
      `More than one node has the name ${name}`,
      `Give every node a name of its own`,
    );
  }
  const node = new ClusterNode(cluster.nodesByIndex.length, id, name, kind);
  node.baseScore = score;
  node.isUnseen = false;
  node.attributes.set('#kind', kind === 'remote' ? 'remote' : 'cluster');
  if (kind === 'remote') cluster.hasRemoteNodes = true;
  cluster.nodesByIndex.push(node);
  cluster.nodes.splice(placeOf(cluster, name), 0, node);
  index(cluster.nodesById, id, node);
  index(cluster.nodesByName, name, node);
  return node;
}

/**
 * Nodes never heard of are unclean when startup fencing is on (spec A4.1.4). A remote node is left alone until it has
 * a connection.
 */
export function applyStartupFencing(cluster: Cluster, node: ClusterNode): void {
  if (node.kind === 'remote' && node.connection === null) return;
  node.isUnseen = true;
  node.isUnclean = cluster.options.startupFencing;
}

function kindOf(cluster: Cluster, definition: NodeDefinition): NodeKind {
  const type = definition.type?.toLowerCase() ?? 'member';
  if (type === 'member' || type === 'remote' || type === 'ping') return type;
  report(
    cluster,
    'warning',
    'HWS-SCH-003',
    definition.id,
    `Node ${definition.uname ?? definition.id} has the unknown type "${definition.type}"; it will not run anything`,
    'Use type member or remote, or leave it out',
  );
  return 'ping';
}

/** First place whose node does not sort before a name. */
function placeOf(cluster: Cluster, name: string): number {
  let low = 0;
  let high = cluster.nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareNatural(name, (cluster.nodes[middle] as ClusterNode).name) <= 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Of several nodes under one key the first in list order is found. */
function index(map: Map<string, ClusterNode>, text: string, node: ClusterNode): void {
  const key = text.toLowerCase();
  const known = map.get(key);
  if (known === undefined || compareNatural(node.name, known.name) <= 0) map.set(key, node);
}
