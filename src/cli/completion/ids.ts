import type { Configuration } from '../../configuration/configuration.ts';
import { constraints } from '../../configuration/constraints/constraint-list.ts';
import { everyNode } from '../../configuration/node-settings/entries.ts';
import { allResources, idOf, isStonith } from '../../configuration/resources/resource-tree.ts';
import type { ArgumentKind } from '../pcs/grammar/command.ts';

/** Names of what a configuration holds of a kind. */
export function names(configuration: Configuration, kind: ArgumentKind): readonly string[] {
  const resources = allResources(configuration);
  switch (kind) {
    case 'resource':
      return [...resources.filter((one) => !isStonith(one)).map(idOf), ...sectionIds(configuration, 'tags')];
    case 'stonith':
      return resources.filter(isStonith).map(idOf);
    case 'group':
      return resources.filter(({ name }) => name === 'group').map(idOf);
    case 'node':
      return everyNode(configuration);
    case 'tag':
      return sectionIds(configuration, 'tags');
    case 'constraint':
      return constraints(configuration).map(idOf);
    case 'role':
      return sectionIds(configuration, 'acls', 'acl_role');
    case 'alert':
      return sectionIds(configuration, 'alerts');
    default:
      return [];
  }
}

function sectionIds(
  configuration: Configuration,
  section: 'tags' | 'acls' | 'alerts',
  name?: string,
): readonly string[] {
  const elements = [...(configuration.section(section)?.elements() ?? [])];
  return elements.filter((one) => name === undefined || one.name === name).map(idOf);
}
