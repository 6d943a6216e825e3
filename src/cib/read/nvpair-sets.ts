import { parseScore } from '../../result/score-text.ts';
import type { Nvpair, NvpairSet } from '../model/nvpair-set.ts';
import type { XmlElement } from '../xml/element.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { readRules } from './rules.ts';

/** Names of the elements that hold name/value pairs. */
export type NvpairSetName =
  | 'cluster_property_set'
  | 'instance_attributes'
  | 'meta_attributes'
  | 'utilization';

const NO_SETS: readonly NvpairSet[] = [];

/** One pair, with an `id-ref` followed; name and value written here win (spec A3.2.1). */
function readPair(element: XmlElement, references: ReferenceIndex): Nvpair | null {
  let name = element.get('name');
  let value = element.get('value');
  const reference = element.get('id-ref');
  if (reference !== null) {
    const target = references.find('nvpair', reference);
    name ??= target?.get('name') ?? null;
    value ??= target?.get('value') ?? null;
  }
  return name === null || value === null ? null : { name, value };
}

/** The element that holds the pairs: legacy sets wrap them in one `<attributes>` child (spec A1.5). */
function holderOf(set: XmlElement): XmlElement {
  for (const child of set.children) {
    if (child.kind === 'text' && child.raw.trim() === '') continue;
    return child.kind === 'element' && child.name === 'attributes' ? child : set;
  }
  return set;
}

function readSet(element: XmlElement, references: ReferenceIndex): NvpairSet | null {
  const source = references.follow(element);
  if (source === null) return null;
  const pairs: Nvpair[] = [];
  for (const child of holderOf(source).elements('nvpair')) {
    const pair = readPair(child, references);
    if (pair !== null) pairs.push(pair);
  }
  return {
    id: source.get('id'),
    score: parseScore(source.get('score')),
    rules: readRules(source, references),
    pairs,
  };
}

/** Sets of one name that are direct children of an element, in document order, references followed (spec A3.1.1). */
export function readSets(
  parent: XmlElement | null | undefined,
  name: NvpairSetName,
  references: ReferenceIndex,
): readonly NvpairSet[] {
  if (parent === null || parent === undefined) return NO_SETS;
  let sets: NvpairSet[] | null = null;
  for (const child of parent.children) {
    if (child.kind !== 'element' || child.name !== name) continue;
    const set = readSet(child, references);
    if (set === null) continue;
    sets ??= [];
    sets.push(set);
  }
  return sets ?? NO_SETS;
}
