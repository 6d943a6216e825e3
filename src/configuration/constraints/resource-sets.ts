import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { error, lone, type Report } from '../report.ts';
import { checkSetMember } from './constrained-resource.ts';
import {
  addConstraint,
  type ConstraintName,
  checkWantedId,
  constraintsWithSets,
  invalidScore,
  isScore,
} from './constraint-list.ts';
import { checkValue, SET_OPTIONS } from './set-options.ts';
import { setsText } from './text/sets-text.ts';
import { oldRoleValue, setDuplicates } from './ticket.ts';

/** Resources of a set, with what the set says of all of them. */
export interface ResourceSet {
  readonly resources: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Kinds of constraints with sets, and what each may say as a whole. */
const KINDS = {
  order: { name: 'rsc_order', options: ['id', 'kind', 'symmetrical'] },
  colocation: { name: 'rsc_colocation', options: ['id', 'score'] },
  ticket: { name: 'rsc_ticket', options: ['id', 'loss-policy', 'ticket'] },
} as const satisfies Record<string, { name: ConstraintName; options: readonly string[] }>;

export type SetKind = keyof typeof KINDS;

const VALUES: Readonly<Record<string, readonly string[]>> = {
  kind: ['Mandatory', 'Optional', 'Serialize'],
  symmetrical: ['false', 'true'],
  'loss-policy': ['demote', 'fence', 'freeze', 'stop'],
};

/** How many resources a generated id tells of. */
const IN_ID = 3;

/** A constraint on sets of resources. */
export function addSets(
  configuration: Configuration,
  kind: SetKind,
  sets: readonly ResourceSet[],
  options: ReadonlyMap<string, string>,
  isForced: boolean,
): readonly Report[] {
  const { name } = KINDS[kind];
  const members: Report[] = [];
  for (const { resources } of sets) {
    for (const resource of resources) {
      const [report] = checkSetMember(configuration, resource);
      if (report === undefined) continue;
      members.push(report);
      if (!isForced || !report.isForceable) return members;
    }
  }
  const ofSets = sets.flatMap(checkSetOptions);
  if (ofSets.some(({ severity }) => severity === 'error')) return ofSets;
  const wrong = checkOptions(configuration, kind, options);
  if (wrong.length > 0) return wrong;
  const { id: wantedId, ...rest } = Object.fromEntries(options);
  const id = wantedId ?? configuration.freeId(`${kind}_set_${idPart(sets)}`);
  const constraint = element(name, {
    id,
    ...(kind === 'colocation' ? { score: 'INFINITY' } : {}),
    ...rest,
  });
  let setId = configuration.freeId(`${id}_set`);
  for (const [at, set] of sets.entries()) {
    if (at > 0) setId = configuration.freeId(`${id}_set-${at}`);
    constraint.children.push(setElement(setId, set));
  }
  const same = constraintsWithSets(configuration, name, true).filter((other) =>
    hasSameSets(other, constraint, kind),
  );
  const doubled = setDuplicates(same.map((other) => setsText(other, true)));
  if (doubled.length === 0 || isForced) addConstraint(configuration, constraint);
  return [...members, ...ofSets, ...doubled];
}

function checkSetOptions({ options }: ResourceSet): readonly Report[] {
  const reports: Report[] = [];
  for (const [name, value] of options) {
    const allowed = SET_OPTIONS[name];
    if (allowed === undefined) {
      const list = Object.keys(SET_OPTIONS)
        .map((one) => `'${one}'`)
        .join(', ');
      reports.push(error('HWS-CFG-103', `invalid set option '${name}', allowed options are: ${list}`));
      continue;
    }
    const wrong = checkValue(name, value, allowed);
    if (wrong !== null) reports.push(wrong);
    else if (value === 'Master') reports.push(oldRoleValue(value, 'Promoted'));
    else if (value === 'Slave') reports.push(oldRoleValue(value, 'Unpromoted'));
  }
  return reports;
}

function checkOptions(
  configuration: Configuration,
  kind: SetKind,
  options: ReadonlyMap<string, string>,
): readonly Report[] {
  const allowed: readonly string[] = KINDS[kind].options;
  for (const [name, value] of options) {
    if (!allowed.includes(name)) {
      const list = allowed.map((one) => `'${one}'`).join(', ');
      return [lone('HWS-CFG-103', `invalid option '${name}', allowed options are: ${list}`)];
    }
    const values = VALUES[name];
    const wrong = values === undefined ? null : checkValue(name, value, values);
    if (wrong !== null) return [{ ...wrong, isAlone: true }];
    if (name === 'score' && !isScore(value)) return [invalidScore(value)];
  }
  if (kind === 'ticket' && !options.get('ticket')) {
    return [lone('HWS-CFG-103', "required option 'ticket' is missing")];
  }
  const id = options.get('id');
  return id === undefined ? [] : checkWantedId(configuration, id, 'constraint id');
}

/** First and last letter of the first resources. */
function idPart(sets: readonly ResourceSet[]): string {
  const ids = sets.flatMap(({ resources }) => resources).slice(0, IN_ID);
  return ids.map((id) => `${id.at(0) ?? ''}${id.at(-1) ?? ''}`).join('');
}

const NEWER: Readonly<Record<string, string>> = { Master: 'Promoted', Slave: 'Unpromoted' };

function setElement(id: string, { resources, options }: ResourceSet): XmlElement {
  const attributes = Object.fromEntries([...options].map(([name, value]) => [name, NEWER[value] ?? value]));
  const members = resources.map((resource) => element('resource_ref', { id: resource }));
  return element('resource_set', { id, ...attributes }, members);
}

/** Whether two constraints have the same resources in the same sets, and, of tickets, the same ticket. */
function hasSameSets(one: XmlElement, other: XmlElement, kind: SetKind): boolean {
  const members = (constraint: XmlElement): string =>
    JSON.stringify(
      [...constraint.elements('resource_set')].map((set) =>
        [...set.elements('resource_ref')].map((ref) => ref.get('id')),
      ),
    );
  return members(one) === members(other) && (kind !== 'ticket' || one.get('ticket') === other.get('ticket'));
}
