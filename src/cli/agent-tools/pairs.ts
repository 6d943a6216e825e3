import { writeXml } from '../../cib/write.ts';
import { XmlElement } from '../../cib/xml/element.ts';
import type { CibChange, ElementTarget } from '../../controller/model/cib-change.ts';

/** Where name-value pairs are kept: sets of one kind in one element of the configuration. */
export interface PairPlace {
  /** The element the sets are in, `null` when it is not there yet. */
  readonly holder: XmlElement | null;
  /** How the holder is addressed in a change. */
  readonly target: ElementTarget;
  /** Element of a set: `cluster_property_set`, `instance_attributes`, `meta_attributes`, `utilization`. */
  readonly set: string;
  /** Id of a set that has to be made. */
  readonly defaultSetId: string;
}

/** The pair of a name: in the set of that id, or in the first that has it. */
export function findPair(place: PairPlace, name: string, setId: string | null): XmlElement | null {
  for (const set of place.holder?.elements(place.set) ?? []) {
    if (setId !== null && set.get('id') !== setId) continue;
    for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair;
  }
  return null;
}

/** All pairs of a place. */
export function allPairs({ holder, set }: PairPlace): { readonly name: string; readonly value: string }[] {
  return [...(holder?.elements(set) ?? [])].flatMap((one) =>
    [...one.elements('nvpair')].map((pair) => ({
      name: pair.get('name') ?? '',
      value: pair.get('value') ?? '',
    })),
  );
}

/** Changes that give a pair its value; `null` deletes it. A set that is missing is made. */
export function pairChanges(
  place: PairPlace,
  name: string,
  value: string | null,
  setId: string | null,
): readonly CibChange[] {
  const pairId = findPair(place, name, setId)?.get('id') ?? null;
  if (pairId !== null) {
    const target: ElementTarget = { by: 'id', id: pairId, element: 'nvpair' };
    return value === null
      ? [{ kind: 'delete-element', target, isOptional: true }]
      : [{ kind: 'modify-element', target, set: { value }, unset: [] }];
  }
  if (value === null) return [];
  // A set of another name than the usual one is left alone: it may be under a rule.
  const wanted = setId ?? place.defaultSetId;
  const nvpair = new XmlElement('nvpair', ['id', idText(`${wanted}-${name}`), 'name', name, 'value', value]);
  const isThere = [...(place.holder?.elements(place.set) ?? [])].some((set) => set.get('id') === wanted);
  if (isThere) {
    const parent: ElementTarget = { by: 'id', id: wanted, element: place.set };
    return [{ kind: 'create-element', parent, xml: writeXml(nvpair), position: 'last' }];
  }
  const made = new XmlElement(place.set, ['id', idText(wanted)], [nvpair]);
  return [{ kind: 'create-element', parent: place.target, xml: writeXml(made), position: 'last' }];
}

/** A text as part of an id: other characters become points. */
function idText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}._-]/gu, '.');
}
