import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { allResources, idOf } from '../resources/resource-tree.ts';

/** Entries of nodes in the configuration. */
export function nodeEntries(configuration: Configuration): readonly XmlElement[] {
  return [...(configuration.section('nodes')?.elements('node') ?? [])];
}

/** Names of all nodes: members, remote nodes and guests. */
export function nodeNames(configuration: Configuration): readonly string[] {
  const names = new Set(nodeEntries(configuration).map((node) => node.get('uname') ?? ''));
  for (const resource of allResources(configuration)) {
    if (resource.get('class') === 'ocf' && resource.get('type') === 'remote') names.add(idOf(resource));
    for (const set of resource.elements('meta_attributes')) {
      for (const pair of set.elements('nvpair')) {
        if (pair.get('name') === 'remote-node') names.add(pair.get('value') ?? '');
      }
    }
  }
  return [...names];
}
