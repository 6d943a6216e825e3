import { compareBytes } from '../../result/natural-order.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import type { ClusterNode } from '../../scheduler/model/node.ts';
import type { Resource } from '../../scheduler/model/resource.ts';
import { parametersOn } from '../../scheduler/unpack/parameters.ts';

/** An attribute of a node that is shown (spec C6.7 -A). */
export interface AttributeStatus {
  readonly name: string;
  readonly value: string;
  /** What a connectivity monitor running there should have measured; `null` for other attributes. */
  readonly expected: number | null;
}

/** Attributes of one online node, sorted by name. */
export interface NodeAttributes {
  readonly node: string;
  readonly attributes: readonly AttributeStatus[];
}

const HIDDEN = ['fail-count-', 'last-failure-', 'shutdown', 'terminate', 'standby', '#'];
const PING_AGENTS = new Set(['ping', 'pingd']);

/** Online nodes with attributes worth showing. */
export function describeAttributes(cluster: Cluster): NodeAttributes[] {
  const shown: NodeAttributes[] = [];
  for (const node of cluster.nodes) {
    if (!node.isOnline) continue;
    const expected = expectedConnectivity(cluster, node);
    const attributes: AttributeStatus[] = [];
    for (const [name, value] of node.attributes) {
      if (HIDDEN.some((prefix) => name.startsWith(prefix))) continue;
      attributes.push({ name, value, expected: expected.get(name) ?? null });
    }
    attributes.sort((a, b) => compareBytes(a.name, b.name));
    if (attributes.length > 0) shown.push({ node: node.name, attributes });
  }
  return shown;
}

/** What the connectivity monitors that run on a node would write with every host reachable, by attribute. */
function expectedConnectivity(cluster: Cluster, node: ClusterNode): ReadonlyMap<string, number> {
  const expected = new Map<string, number>();
  for (const resource of node.running) {
    const found = connectivityMonitor(cluster, resource, node);
    if (found !== null && !expected.has(found.attribute)) expected.set(found.attribute, found.expected);
  }
  return expected;
}

function connectivityMonitor(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
): { readonly attribute: string; readonly expected: number } | null {
  if (resource.kind !== 'primitive' || !PING_AGENTS.has(resource.definition.type ?? '')) return null;
  const parameters = parametersOn(cluster, resource, node);
  const hosts = parameters.get('host_list');
  const count = hosts === undefined ? 0 : hosts.split(' ').length;
  const multiplier = Number.parseInt(parameters.get('multiplier') ?? '1', 10);
  return {
    attribute: parameters.get('name') ?? 'pingd',
    expected: count * (Number.isNaN(multiplier) ? 1 : multiplier),
  };
}
