import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import { lone, type Report } from '../report.ts';

/** Kinds of constraints, as elements are named. */
export type ConstraintName = 'rsc_location' | 'rsc_order' | 'rsc_colocation' | 'rsc_ticket';

const NAMES: ReadonlySet<string> = new Set(['rsc_location', 'rsc_order', 'rsc_colocation', 'rsc_ticket']);

/** Constraints of all kinds, or of one, in their order in the configuration. */
export function constraints(configuration: Configuration, name?: ConstraintName): readonly XmlElement[] {
  const section = configuration.section('constraints');
  if (section === null) return [];
  return [...section.elements()].filter((one) =>
    name === undefined ? NAMES.has(one.name) : one.name === name,
  );
}

/** Constraints of one kind that list resources in sets (`true`), or name them directly (`false`). */
export function constraintsWithSets(
  configuration: Configuration,
  name: ConstraintName,
  hasSets: boolean,
): readonly XmlElement[] {
  return constraints(configuration, name).filter((one) => (one.first('resource_set') !== null) === hasSets);
}

export function constraintById(configuration: Configuration, id: string): XmlElement | null {
  return constraints(configuration).find((one) => one.get('id') === id) ?? null;
}

export function addConstraint(configuration: Configuration, constraint: XmlElement): void {
  configuration.insert(configuration.neededSection('constraints', element), constraint);
}

/** What is wrong with the id an operator wants for a constraint or rule. */
export function checkWantedId(configuration: Configuration, id: string, what: string): readonly Report[] {
  const [wrong] = checkId(id, what);
  if (wrong !== undefined) return [{ ...wrong, isAlone: true }];
  if (!configuration.isIdTaken(id)) return [];
  return [lone('HWS-CFG-106', `id '${id}' is already in use, please specify another one`)];
}

/** A duplicate that an operator has to insist on; nothing is said when he does. */
export function duplicates(lines: readonly string[], isForced: boolean): readonly Report[] {
  if (lines.length === 0 || isForced) return [];
  const message = ['duplicate constraint already exists, use --force to override', ...lines].join('\n  ');
  return [lone('HWS-CFG-102', message)];
}

/** A score as constraints have it: an integer or an infinity. */
export function isScore(text: string): boolean {
  return /^[+-]?(?:\d+|INFINITY)$/.test(text);
}

export function invalidScore(text: string): Report {
  return lone('HWS-CFG-101', `invalid score '${text}', use integer or INFINITY or -INFINITY`);
}
