import { XmlElement } from '../xml/element.ts';
import {
  META_RULES,
  OPERATION_PARAMETER_RULES,
  OPERATION_REQUIRES_RULES,
  PARAMETER_RULES,
  STARTING_OPERATIONS,
} from './pair-rules.ts';
import { addMetaPairs, changePairs, hasPair } from './pairs.ts';

/** Pairs that leave the operations of a resource for its own meta attributes. */
interface LeavingPair {
  readonly pair: XmlElement;
  readonly newSetId: string;
}

/** Moves the meta attributes among an operation's parameters to where they belong; `requires` leaves altogether. */
function upgradeOperation(operation: XmlElement, resourceId: string): readonly LeavingPair[] {
  const name = operation.get('name');
  const id = operation.get('id') ?? '';
  const leaving: LeavingPair[] = [];
  const staying: XmlElement[] = [];
  const sets: readonly (readonly [string, typeof OPERATION_REQUIRES_RULES])[] = [
    ['meta_attributes', OPERATION_REQUIRES_RULES],
    ['instance_attributes', OPERATION_PARAMETER_RULES],
  ];
  const metaSets = [...operation.elements('meta_attributes')];
  for (const [setName, rules] of sets) {
    for (const set of [...operation.elements(setName)]) {
      for (const move of changePairs(operation, set, rules, name)) {
        if (move.to === 'resource-meta') {
          leaving.push({ pair: move.pair, newSetId: `_2TO3_${set.get('id') ?? id}` });
        } else staying.push(move.pair);
      }
    }
  }
  // A meta set that was emptied above comes back for the pairs that stay, under its own id.
  const home = metaSets.find((set) => set.get('id-ref') === null);
  if (staying.length > 0 && home !== undefined && !operation.children.includes(home)) {
    operation.children.unshift(home);
  }
  addMetaPairs(operation, staying, `_2TO3_${id}-meta`);
  const requires = operation.get('requires');
  if (requires !== null) {
    operation.unset('requires');
    if (name !== null && STARTING_OPERATIONS.includes(name)) {
      const attributes = ['id', `_2TO3_${id}-meta-requires`, 'name', 'requires', 'value', requires];
      // What was written at the operation itself goes before what its sets said.
      leaving.unshift({ pair: new XmlElement('nvpair', attributes), newSetId: `_2TO3_${resourceId}-meta` });
    }
  }
  return leaving;
}

/** Upgrades one primitive or template in place (spec A1.4). */
function upgradePrimitive(primitive: XmlElement): void {
  const id = primitive.get('id') ?? '';
  for (const set of [...primitive.elements('instance_attributes')]) {
    changePairs(primitive, set, PARAMETER_RULES);
  }
  for (const set of [...primitive.elements('meta_attributes')]) changePairs(primitive, set, META_RULES);
  const metaSets = [...primitive.elements('meta_attributes')];
  let chosen: LeavingPair | null = null;
  for (const operations of primitive.elements('operations')) {
    for (const operation of operations.elements('op')) {
      // Of several operations the last one that asks at its own element decides; else the first of the sets.
      const leaving = upgradeOperation(operation, id)[0];
      if (leaving === undefined) continue;
      const isOwn = leaving.newSetId === `_2TO3_${id}-meta`;
      if (isOwn || chosen === null) chosen = leaving;
    }
  }
  if (chosen === null || hasPair(metaSets, 'requires')) return;
  primitive.children.push(new XmlElement('meta_attributes', ['id', chosen.newSetId], [chosen.pair]));
}

/** Upgrades every primitive and template of a section, at any depth. */
export function upgradeResources(parent: XmlElement): void {
  for (const child of parent.elements()) {
    if (child.name === 'primitive' || child.name === 'template') upgradePrimitive(child);
    else upgradeResources(child);
  }
}
