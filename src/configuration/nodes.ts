import type { Configuration } from './configuration.ts';

/** Names of the nodes in the configuration, guest and remote nodes included, in order of appearance. */
export function nodeNames(configuration: Configuration): readonly string[] {
  const names = new Set<string>();
  for (const node of configuration.section('nodes')?.elements('node') ?? []) {
    const name = node.get('uname');
    if (name !== null) names.add(name);
  }
  for (const element of configuration.section('resources') === null ? [] : configuration.all()) {
    if (element.name === 'nvpair' && element.get('name') === 'remote-node')
      names.add(element.get('value') ?? '');
    if (
      element.name === 'primitive' &&
      element.get('provider') === 'pacemaker' &&
      element.get('type') === 'remote'
    ) {
      names.add(element.get('id') ?? '');
    }
  }
  return [...names];
}
