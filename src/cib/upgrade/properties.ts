import { XmlElement } from '../xml/element.ts';
import { type MoveTarget, PROPERTY_RULES } from './pair-rules.ts';
import { addMetaPairs, changePairs, hasPair, type MovedPair } from './pairs.ts';

const DEFAULTS: readonly { to: MoveTarget; section: string; newSetId: string }[] = [
  { to: 'op_defaults', section: 'op_defaults', newSetId: '_2TO3_-op-defaults' },
  { to: 'rsc_defaults', section: 'rsc_defaults', newSetId: '_2TO3_-rsc-defaults' },
];

/** Renames cluster properties, and moves those that became defaults of resources or operations (spec A1.4). */
export function upgradeProperties(configuration: XmlElement): void {
  const section = configuration.first('crm_config');
  if (section === null) return;
  const moved: MovedPair[] = [];
  for (const set of [...section.elements('cluster_property_set')]) {
    // Under a rule a default would have held at times only; such a pair is lost, as it is in the field.
    const isConditional = set.first('rule') !== null;
    const leaving = changePairs(section, set, PROPERTY_RULES);
    if (!isConditional) moved.push(...leaving);
  }
  for (const { to, section: name, newSetId } of DEFAULTS) {
    const existing = configuration.first(name);
    const sets = [...(existing?.elements('meta_attributes') ?? [])];
    const pairs = moved
      .filter((move) => move.to === to && !hasPair(sets, move.pair.get('name') ?? ''))
      .map((move) => move.pair);
    if (pairs.length === 0) continue;
    const target = existing ?? new XmlElement(name);
    if (existing === null) configuration.children.push(target);
    addMetaPairs(target, pairs, newSetId);
  }
}
