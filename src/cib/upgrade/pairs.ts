import { XmlElement } from '../xml/element.ts';
import { type MoveTarget, type PairRule, ruleFor } from './pair-rules.ts';

/** A pair on its way to another set; `source` is the set it came from. */
export interface MovedPair {
  readonly to: MoveTarget;
  readonly pair: XmlElement;
  readonly source: XmlElement;
}

/** The pairs of a set, also of one that wraps them in `<attributes>`. */
function pairsOf(set: XmlElement): readonly { parent: XmlElement; pair: XmlElement }[] {
  const found: { parent: XmlElement; pair: XmlElement }[] = [];
  for (const child of set.elements()) {
    if (child.name === 'nvpair') found.push({ parent: set, pair: child });
    else if (child.name === 'attributes') {
      for (const pair of child.elements('nvpair')) found.push({ parent: child, pair });
    }
  }
  return found;
}

/** Whether a set, or any of several, already has a pair of a name. */
export function hasPair(sets: Iterable<XmlElement>, name: string): boolean {
  for (const set of sets) {
    for (const { pair } of pairsOf(set)) if (pair.get('name') === name) return true;
  }
  return false;
}

/**
 * Applies a table to one set in place and returns the pairs that leave it. A set that holds no pairs afterwards is
 * taken out of its parent.
 */
export function changePairs(
  parent: XmlElement,
  set: XmlElement,
  rules: readonly PairRule[],
  operation: string | null = null,
): readonly MovedPair[] {
  const moved: MovedPair[] = [];
  let renamedBefore = new Set<string>();
  const pairs = pairsOf(set);
  for (const { parent: holder, pair } of pairs) {
    const name = pair.get('name');
    const value = pair.get('value') ?? '';
    const change = name === null ? undefined : ruleFor(rules, name, value, operation)?.change;
    if (change === undefined) continue;
    if (change.kind === 'rename') {
      // Several legacy names may become the same one: the first keeps it.
      const isRepeated = change.value !== undefined && renamedBefore.has(change.name);
      renamedBefore = renamedBefore.add(change.name);
      if (isRepeated) {
        holder.remove(pair);
        continue;
      }
      pair.set('name', change.name);
      if (change.value !== undefined) pair.set('value', change.value);
      else if (change.withoutPrefix !== undefined)
        pair.set('value', value.slice(change.withoutPrefix.length));
      continue;
    }
    holder.remove(pair);
    if (change.kind === 'move') {
      pair.set('name', change.name);
      if (change.value !== undefined) pair.set('value', change.value);
      moved.push({ to: change.to, pair, source: set });
    }
  }
  if (set.get('id-ref') === null && pairsOf(set).length === 0) parent.remove(set);
  return moved;
}

/** Whether a set holds a pair that today's schemas no longer allow. */
export function holdsLegacyPair(
  set: XmlElement,
  rules: readonly PairRule[],
  operation: string | null = null,
): boolean {
  return pairsOf(set).some(({ pair }) => {
    const rule = ruleFor(rules, pair.get('name') ?? '', pair.get('value') ?? '', operation);
    return rule !== null && rule.isHarmless !== true;
  });
}

/** Puts pairs into the first meta set of an element, or into a new one of the given id at its end. */
export function addMetaPairs(parent: XmlElement, pairs: readonly XmlElement[], newSetId: string): void {
  if (pairs.length === 0) return;
  let set = parent.first('meta_attributes');
  if (set === null || set.get('id-ref') !== null) {
    set = new XmlElement('meta_attributes', ['id', newSetId]);
    parent.children.push(set);
  }
  set.children.push(...pairs);
}
