import { parseBoolean } from '../../result/boolean.ts';
import { parseIntervalMs } from '../../result/interval.ts';
import type { OperationDefinition } from '../model/resource-definition.ts';
import { AttributeMap } from '../xml/attribute-map.ts';
import type { XmlElement } from '../xml/element.ts';
import { readSets } from './nvpair-sets.ts';
import type { ReferenceIndex } from './reference-index.ts';

const NO_OPERATIONS: readonly OperationDefinition[] = [];

/** The operations of a resource: its first `<operations>`, which may refer to another's (spec A3.8.1). */
export function readOperations(
  resource: XmlElement,
  references: ReferenceIndex,
): readonly OperationDefinition[] {
  const written = resource.first('operations');
  const source = written === null ? null : references.follow(written);
  if (source === null) return NO_OPERATIONS;
  const operations: OperationDefinition[] = [];
  for (const element of source.elements('op')) {
    const name = element.get('name');
    if (name === null) continue;
    const enabled = element.get('enabled');
    operations.push({
      id: element.get('id'),
      name,
      intervalMs: parseIntervalMs(element.get('interval')),
      enabled: enabled === null || parseBoolean(enabled) === true,
      role: element.get('role'),
      attributes: new AttributeMap(element),
      metaSets: readSets(element, 'meta_attributes', references),
      instanceSets: readSets(element, 'instance_attributes', references),
    });
  }
  return operations;
}
