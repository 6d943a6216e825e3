import type { XmlElement } from '../xml/element.ts';
import {
  META_RULES,
  OPERATION_PARAMETER_RULES,
  OPERATION_REQUIRES_RULES,
  PARAMETER_RULES,
  type PairRule,
  PROPERTY_RULES,
} from './pair-rules.ts';
import { holdsLegacyPair } from './pairs.ts';

/** Which table speaks about the pairs of a set, by the element around the set and the set's name. */
const TABLES: ReadonlyMap<string, readonly PairRule[]> = new Map([
  ['crm_config/cluster_property_set', PROPERTY_RULES],
  ['primitive/meta_attributes', META_RULES],
  ['template/meta_attributes', META_RULES],
  ['primitive/instance_attributes', PARAMETER_RULES],
  ['template/instance_attributes', PARAMETER_RULES],
  ['op/meta_attributes', OPERATION_REQUIRES_RULES],
  ['op/instance_attributes', OPERATION_PARAMETER_RULES],
]);

/** Attributes, or one value of them, that today's schemas no longer allow (spec A1.4). */
const LEGACY_ATTRIBUTES: readonly { element: string; attribute: string; value?: string }[] = [
  { element: 'node', attribute: 'type', value: 'normal' },
  { element: 'op', attribute: 'requires' },
  { element: 'rsc_colocation', attribute: 'score-attribute' },
  { element: 'rsc_colocation', attribute: 'score-attribute-mangle' },
];

/**
 * Whether a legacy document holds anything that schema 3.0 would refuse. One that does not is only relabelled: names
 * that are merely out of use keep standing there without effect (spec A1.2.2, A1.4).
 */
export function needsRenaming(element: XmlElement): boolean {
  for (const { element: name, attribute, value } of LEGACY_ATTRIBUTES) {
    if (element.name !== name) continue;
    const text = element.get(attribute);
    if (text !== null && (value === undefined || text === value)) return true;
  }
  for (const child of element.elements()) {
    const rules = TABLES.get(`${element.name}/${child.name}`);
    const operation = element.name === 'op' ? element.get('name') : null;
    if (rules !== undefined && holdsLegacyPair(child, rules, operation)) return true;
    if (needsRenaming(child)) return true;
  }
  return false;
}
