import type { XmlElement } from '../../src/cib/xml/element.ts';
import { element, pairSet } from './build.ts';
import { type RulePlace, rule } from './generate-rules.ts';
import type { Inventory } from './inventory.ts';
import type { Random } from './random.ts';
import { descendants } from './tree.ts';

/** Adds one thing few clusters have to a generated CIB. Does nothing where it does not apply. */
export type Enrichment = (root: XmlElement, random: Random, inventory: Inventory) => void;

/** Elements that take meta attributes and parameters. */
export const CONFIGURED = ['primitive', 'group', 'clone', 'bundle', 'template'] as const;

/** A section of the configuration; it is added where it is missing. */
export function section(root: XmlElement, name: string): XmlElement {
  const configuration = root.first('configuration') as XmlElement;
  const known = configuration.first(name);
  if (known !== null) return known;
  const fresh = element(name);
  configuration.children.push(fresh);
  return fresh;
}

/** Puts sets before everything else: schemas allow any order inside resources. */
export function addSet(parent: XmlElement, set: XmlElement | null): void {
  if (set !== null) parent.children.unshift(set);
}

/** All elements of some names among the resources. */
export function resourcesOf(root: XmlElement, ...names: readonly string[]): XmlElement[] {
  const resources = section(root, 'resources');
  return names.flatMap((name) => descendants(resources, name));
}

let serial = 0;

/** An id nothing else has. */
export function fresh(what: string): string {
  return `x${++serial}-${what}`;
}

/** Ids begin anew, so that a seed gives the same document whatever was generated before. */
export function restartIds(): void {
  serial = 0;
}

/** A set of pairs, often under a rule, sometimes with a score. */
export function ruled(
  random: Random,
  name: string,
  place: RulePlace,
  pairs: Readonly<Record<string, string | null>>,
): XmlElement | null {
  const id = fresh(name);
  const set = pairSet(name, id, pairs, random.chance(0.7) ? [rule(random, `${id}-rule`, place)] : []);
  if (random.chance(0.4)) set?.set('score', random.pick(['1', '10', 'INFINITY', '-5']));
  return set;
}
