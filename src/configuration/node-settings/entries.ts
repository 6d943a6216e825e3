import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { nodeNames } from '../nodes.ts';
import { allResources, idOf, membersOf } from '../resources/resource-tree.ts';

/** Entries of nodes, in order. */
export function nodeEntries(configuration: Configuration): readonly XmlElement[] {
  return [...(configuration.section('nodes')?.elements('node') ?? [])];
}

export function nodeEntry(configuration: Configuration, name: string): XmlElement | null {
  return nodeEntries(configuration).find((node) => node.get('uname') === name) ?? null;
}

/** Nodes that the containers of bundles are. */
function bundleNodes(configuration: Configuration): readonly string[] {
  const names: string[] = [];
  for (const bundle of allResources(configuration)) {
    if (bundle.name !== 'bundle' || membersOf(bundle).length === 0) continue;
    const container = [...bundle.elements()].find(({ name }) => ['docker', 'podman', 'rkt'].includes(name));
    const promoted = container?.get('promoted-max') ?? container?.get('masters') ?? '1';
    const replicas = Number(container?.get('replicas') ?? promoted);
    for (let at = 0; at < replicas; at++) names.push(`${idOf(bundle)}-${at}`);
  }
  return names;
}

/** Every node: members, remote nodes, guests, containers. */
export function everyNode(configuration: Configuration): readonly string[] {
  return [...new Set([...nodeNames(configuration), ...bundleNodes(configuration)])];
}

/** The entry of a node; one is made for a guest or remote node that has none yet. */
export function neededEntry(configuration: Configuration, name: string): XmlElement | null {
  const found = nodeEntry(configuration, name);
  if (found !== null || !everyNode(configuration).includes(name)) return found;
  const made = element('node', { id: configuration.freeId(name), uname: name, type: 'remote' });
  configuration.insert(configuration.neededSection('nodes', element), made);
  return made;
}

/** The set of a node's attributes; made when there is none. */
export function neededAttributes(configuration: Configuration, node: XmlElement): XmlElement {
  const found = node.first('instance_attributes');
  if (found !== null) return found;
  const made = element('instance_attributes', { id: configuration.freeId(`nodes-${idOf(node)}`) });
  configuration.insert(node, made, node.first('utilization'));
  return made;
}

/** The set of what a node has room for; made when there is none. */
export function neededUtilization(configuration: Configuration, node: XmlElement): XmlElement {
  const found = node.first('utilization');
  if (found !== null) return found;
  const made = element('utilization', { id: configuration.freeId(`nodes-${idOf(node)}-utilization`) });
  configuration.insert(node, made);
  return made;
}
