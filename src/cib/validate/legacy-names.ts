import {
  META_RULES,
  OPERATION_REQUIRES_RULES,
  type PairRule,
  PROPERTY_RULES,
  ruleFor,
} from '../upgrade/pair-rules.ts';
import type { XmlElement } from '../xml/element.ts';
import type { Findings } from './findings.ts';

/** Where today's schemas forbid names of older ones, by the element around the set and the set's name. */
const TABLES: ReadonlyMap<string, readonly PairRule[]> = new Map([
  ['crm_config/cluster_property_set', PROPERTY_RULES],
  ['primitive/meta_attributes', META_RULES],
  ['template/meta_attributes', META_RULES],
  ['op/meta_attributes', OPERATION_REQUIRES_RULES],
]);

function replacementOf(rule: PairRule): string {
  const { change } = rule;
  if (change.kind === 'drop') return 'Remove it: it has no effect any more.';
  if (change.kind === 'rename') return `It is called "${change.name}" now.`;
  return `It is the meta attribute "${change.name}" now (${change.to}).`;
}

/** Finds names that schemas before 3.0 knew and today's forbid (spec A1.4). */
export function checkLegacyNames(element: XmlElement, findings: Findings): void {
  for (const child of element.elements()) {
    const rules = TABLES.get(`${element.name}/${child.name}`);
    if (rules === undefined) {
      checkLegacyNames(child, findings);
      continue;
    }
    const operation = element.name === 'op' ? element.get('name') : null;
    for (const pair of child.elements('nvpair')) {
      const name = pair.get('name');
      const rule = name === null ? null : ruleFor(rules, name, pair.get('value') ?? '', operation);
      if (rule === null || rule.isHarmless === true) continue;
      const message = `"${name}" is a name that schemas since pacemaker-3.0 do not allow here`;
      findings.violation('HWS-CIB-019', pair, message, replacementOf(rule));
    }
  }
}
