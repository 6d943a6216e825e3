import type { XmlElement } from '../cib/xml/element.ts';
import type { Configuration } from './configuration.ts';
import { element } from './element.ts';
import { idText } from './ids.ts';

/** Sets of name-value pairs that resources, nodes and operations have. */
export type PairSetName = 'instance_attributes' | 'meta_attributes' | 'utilization';

/** Names and values, in order. */
export type Pairs = ReadonlyMap<string, string>;

/** Value of a name in the first set that has it; `null` when none has. */
export function pairValue(owner: XmlElement, set: PairSetName, name: string): string | null {
  for (const one of owner.elements(set)) {
    for (const pair of one.elements('nvpair')) if (pair.get('name') === name) return pair.get('value');
  }
  return null;
}

/**
 * Sets values in the first set of an owner, which is made when something is to be put into it; the empty value removes.
 * A set that is left empty stays.
 */
export function updatePairs(
  configuration: Configuration,
  owner: XmlElement,
  name: PairSetName,
  pairs: Pairs,
  before: XmlElement | null = null,
): void {
  let set = owner.first(name);
  if (set === null) {
    if ([...pairs.values()].every((value) => value === '')) return;
    set = element(name, { id: configuration.freeId(`${owner.get('id') ?? ''}-${name}`) });
    configuration.insert(owner, set, before);
  }
  updateSet(configuration, set, pairs);
}

/** Sets values in a set; the empty value removes. */
export function updateSet(configuration: Configuration, set: XmlElement, pairs: Pairs): void {
  for (const [key, value] of pairs) {
    const found = [...set.elements('nvpair')].filter((pair) => pair.get('name') === key);
    const [first, ...others] = found;
    if (value === '') for (const pair of found) configuration.remove(pair);
    else if (first === undefined) addPair(configuration, set, key, value);
    else {
      first.set('value', value);
      for (const pair of others) configuration.remove(pair);
    }
  }
}

/** Puts pairs into a new set; unlike in an update, the empty value is a value. */
export function addAll(configuration: Configuration, set: XmlElement, pairs: Pairs): void {
  for (const [name, value] of pairs) addPair(configuration, set, name, value);
}

/** Puts a pair into a set. */
export function addPair(configuration: Configuration, set: XmlElement, name: string, value: string): void {
  const id = configuration.freeId(idText(`${set.get('id') ?? ''}-${name}`));
  configuration.insert(set, element('nvpair', { id, name, value }));
}

/** Pairs in order of their names. */
export function sortedPairs(pairs: Pairs): Pairs {
  return new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
