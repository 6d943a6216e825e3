import type { XmlElement } from '../cib/xml/element.ts';
import { constraints } from '../configuration/constraints/constraint-list.ts';
import { idOf } from '../configuration/resources/resource-tree.ts';
import { INFINITY_SCORE } from '../result/score.ts';
import type { Reading } from './reading.ts';

/** Two resources of an order, sets taken apart: each member of a set before each of the next. */
export interface OrderPair {
  readonly element: XmlElement;
  readonly first: string;
  readonly second: string;
  readonly isMandatory: boolean;
  /** Whether it is about starting, and about stopping the other way round. */
  readonly isStart: boolean;
  readonly isInSet: boolean;
}

/** Two resources of a colocation, sets taken apart. */
export interface ColocationPair {
  readonly element: XmlElement;
  readonly dependent: string;
  readonly primary: string;
  readonly score: number;
  readonly isInSet: boolean;
}

/** A location without rule. */
export interface PlainLocation {
  readonly element: XmlElement;
  readonly resource: string;
  readonly node: string;
  readonly score: number;
}

/** A score as constraints have it; what is none counts 0. */
export function scoreOf(text: string | null, preset: number): number {
  if (text === null) return preset;
  if (/^\+?INFINITY$/i.test(text)) return INFINITY_SCORE;
  if (/^-INFINITY$/i.test(text)) return -INFINITY_SCORE;
  return Number.parseInt(text, 10) || 0;
}

function setsOf(element: XmlElement): readonly XmlElement[] {
  return [...element.elements('resource_set')];
}

function membersOfSet(set: XmlElement): readonly string[] {
  return [...set.elements('resource_ref')].map(idOf);
}

export function orderPairs({ configuration }: Reading): readonly OrderPair[] {
  return constraints(configuration, 'rsc_order').flatMap((element) => {
    const isMandatory =
      element.get('kind') === null
        ? scoreOf(element.get('score'), INFINITY_SCORE) !== 0
        : element.get('kind')?.toLowerCase() === 'mandatory';
    const base = { element, isMandatory };
    const sets = setsOf(element);
    if (sets.length === 0) {
      const isStart = [element.get('first-action'), element.get('then-action')].every(
        (action, at) => action === null || action === 'start' || (at === 0 && action === 'promote'),
      );
      const pair = { first: element.get('first') ?? '', second: element.get('then') ?? '' };
      return [{ ...base, ...pair, isStart, isInSet: false }];
    }
    const isStart = sets.every((set) => ['start', 'promote'].includes(set.get('action') ?? 'start'));
    const pairs: OrderPair[] = [];
    for (const [at, set] of sets.entries()) {
      const members = membersOfSet(set);
      if (set.get('sequential') !== 'false') {
        for (const [index, second] of members.entries()) {
          const first = members[index - 1];
          if (first !== undefined) pairs.push({ ...base, first, second, isStart, isInSet: true });
        }
      }
      const before = sets[at - 1];
      if (before === undefined) continue;
      for (const first of membersOfSet(before)) {
        for (const second of members) pairs.push({ ...base, first, second, isStart, isInSet: true });
      }
    }
    return pairs;
  });
}

export function colocationPairs({ configuration }: Reading): readonly ColocationPair[] {
  return constraints(configuration, 'rsc_colocation').flatMap((element) => {
    const score = scoreOf(element.get('score'), INFINITY_SCORE);
    const sets = setsOf(element);
    if (sets.length === 0) {
      const pair = { dependent: element.get('rsc') ?? '', primary: element.get('with-rsc') ?? '' };
      return [{ element, ...pair, score, isInSet: false }];
    }
    const pairs: ColocationPair[] = [];
    for (const [at, set] of sets.entries()) {
      const members = membersOfSet(set);
      if (set.get('sequential') !== 'false') {
        for (const [index, dependent] of members.entries()) {
          const primary = members[index - 1];
          if (primary !== undefined) pairs.push({ element, dependent, primary, score, isInSet: true });
        }
      }
      const next = sets[at + 1];
      if (next === undefined) continue;
      for (const dependent of members) {
        for (const primary of membersOfSet(next))
          pairs.push({ element, dependent, primary, score, isInSet: true });
      }
    }
    return pairs;
  });
}

/** Locations that name a resource and a node. */
export function plainLocations({ configuration }: Reading): readonly PlainLocation[] {
  return constraints(configuration, 'rsc_location').flatMap((element) => {
    const [resource, node] = [element.get('rsc'), element.get('node')];
    if (resource === null || node === null) return [];
    return [{ element, resource, node, score: scoreOf(element.get('score'), 0) }];
  });
}

/** Expressions of a rule, those of inner rules included. */
export function expressionsOf(rule: XmlElement): readonly XmlElement[] {
  return [...rule.elements()].flatMap((part) =>
    part.name === 'rule' ? expressionsOf(part) : part.name === 'expression' ? [part] : [],
  );
}

/** Rules of locations with the constraint they stand in. */
export function locationRules({ configuration }: Reading): readonly {
  readonly element: XmlElement;
  readonly rule: XmlElement;
}[] {
  return constraints(configuration, 'rsc_location').flatMap((element) =>
    [...element.elements('rule')].map((rule) => ({ element, rule })),
  );
}

/** Resources that a constraint names, with the attribute or set that names them. */
export function namedResources(element: XmlElement): readonly string[] {
  const direct = ['rsc', 'with-rsc', 'first', 'then'].flatMap((name) => element.get(name) ?? []);
  return [...direct, ...setsOf(element).flatMap(membersOfSet)];
}
