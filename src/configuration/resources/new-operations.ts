import type { XmlElement } from '../../cib/xml/element.ts';
import type { Agent } from '../agents/agent.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId, quoted } from '../ids.ts';
import type { Pairs } from '../nvpairs.ts';
import { deprecation, error, forceable, lone, type Report } from '../report.ts';
import { readSeconds } from '../seconds.ts';
import { CHECK_LEVEL, OPERATION_OPTIONS, ROLES } from './operations.ts';

/** An operation that a new resource is to have. */
export interface WantedOperation {
  readonly name: string;
  /** In the order in which they are to stand. */
  readonly options: Pairs;
}

const ON_FAIL = ['block', 'demote', 'fence', 'ignore', 'restart', 'restart-container', 'standby', 'stop'];
const TRUTH = ['0', '1', 'false', 'true'];

/** Interval of a monitor operation that does not say one. */
const MONITOR_INTERVAL = '60s';

/** Actions of agents that are no operations of a resource. */
const NO_OPERATIONS: ReadonlySet<string> = new Set(['meta-data', 'validate-all', 'status']);

/** Operations as they will be, and what there is to say about them. */
export interface CheckedOperations {
  readonly operations: readonly WantedOperation[];
  readonly reports: readonly Report[];
}

/** Checks given operations, and writes their values as the schema has them. */
export function checkOperations(given: readonly WantedOperation[], agent: Agent | null): CheckedOperations {
  const reports: Report[] = [];
  const operations = given.map((one) => normalized(one, reports));
  for (const { name, options } of operations) {
    reports.push(...checkName(name, agent), ...checkOptions(options));
  }
  reports.push(...sameIntervals(operations));
  return { operations, reports };
}

function normalized({ name, options }: WantedOperation, reports: Report[]): WantedOperation {
  const written = new Map(options);
  const role = options.get('role');
  if (role !== undefined) written.set('role', normalRole(role, reports));
  for (const key of ['on-fail', 'enabled', 'record-pending']) {
    const value = options.get(key);
    if (value !== undefined) written.set(key, value.toLowerCase());
  }
  return { name, options: written };
}

const NEW_ROLES: Readonly<Record<string, string>> = { Master: 'Promoted', Slave: 'Unpromoted' };

function normalRole(given: string, reports: Report[]): string {
  const role = ROLES.find((one) => one.toLowerCase() === given.toLowerCase());
  if (role === undefined) return given;
  const newer = NEW_ROLES[role];
  if (newer === undefined) return role;
  const message = `Value '${given}' of option role is deprecated and should not be used, use '${newer}' value instead`;
  reports.push(deprecation('HWS-CFG-011', message));
  return newer;
}

function checkName(name: string, agent: Agent | null): readonly Report[] {
  if (agent === null) return [];
  const known = new Set(agent.actions.map((action) => action.name));
  if (known.has(name) || agent.name.standard === 'stonith') return [];
  const message = `'${name}' is not a valid operation name value, use ${quoted(known)}`;
  return [forceable('HWS-CFG-010', message)];
}

function checkOptions(options: Pairs): readonly Report[] {
  const reports: Report[] = [];
  const unknown = [...options.keys()].filter((name) => !OPERATION_OPTIONS.includes(name));
  if (unknown.length > 0) {
    const what = unknown.length > 1 ? `options: ${quoted(unknown)}` : `option ${quoted(unknown)}`;
    const message = `invalid resource operation ${what}, allowed options are: ${quoted(OPERATION_OPTIONS)}`;
    reports.push(error('HWS-CFG-008', message));
  }
  const choices: readonly (readonly [string, readonly string[]])[] = [
    ['role', ROLES],
    ['on-fail', ON_FAIL],
    ['record-pending', TRUTH],
    ['enabled', TRUTH],
  ];
  for (const [name, values] of choices) {
    const value = options.get(name);
    if (value === undefined || value === '' || values.includes(value)) continue;
    reports.push(error('HWS-CFG-010', `'${value}' is not a valid ${name} value, use ${quoted(values)}`));
  }
  if (options.has('interval-origin') && options.has('start-delay')) {
    const message = "Only one of resource operation options 'interval-origin' and 'start-delay' can be used";
    reports.push(error('HWS-CFG-010', message));
  }
  const id = options.get('id');
  if (id !== undefined) reports.push(...checkId(id, 'operation id'));
  return reports;
}

function intervalOf({ name, options }: WantedOperation): string {
  return options.get('interval') || (name === 'monitor' ? MONITOR_INTERVAL : '0s');
}

function sameIntervals(operations: readonly WantedOperation[]): readonly Report[] {
  const groups = new Map<string, WantedOperation[]>();
  for (const one of operations) {
    const interval = intervalOf(one);
    const key = `${one.name} ${readSeconds(interval) ?? interval}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const twice = [...groups.values()].filter((group) => group.length > 1);
  if (twice.length === 0) return [];
  const lines = twice.map((group) => `${group[0]?.name} with intervals ${group.map(intervalOf).join(', ')}`);
  const message = `multiple specification of the same operation with the same interval:\n${lines.join('\n')}`;
  return [error('HWS-CFG-016', message)];
}

/** The given operations and those an agent suggests besides, in order of their names; a monitor is always among them. */
export function withSuggested(
  given: readonly WantedOperation[],
  agent: Agent | null,
  withDefaults: boolean,
): readonly WantedOperation[] {
  const names = new Set(given.map(({ name }) => name));
  const suggested = suggestedOperations(agent)
    .filter(({ name }) => !names.has(name))
    .filter(({ name }) => withDefaults || name === 'monitor');
  const all = [...given, ...suggested];
  if (!all.some(({ name }) => name === 'monitor')) {
    all.push({ name: 'monitor', options: new Map([['interval', MONITOR_INTERVAL]]) });
  }
  return all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Operations an agent suggests; monitors of the same interval are moved apart. */
function suggestedOperations(agent: Agent | null): readonly WantedOperation[] {
  if (agent === null) return [];
  if (agent.name.standard === 'stonith') {
    return [{ name: 'monitor', options: new Map([['interval', MONITOR_INTERVAL]]) }];
  }
  const seconds = new Map<string, Set<number>>();
  return agent.actions
    .filter(({ name }) => !NO_OPERATIONS.has(name))
    .map(({ name, options }) => {
      const given = new Map(Object.entries(options));
      const interval = apart(intervalOf({ name, options: given }), name, seconds);
      given.delete('interval');
      return { name, options: new Map([['interval', interval], ...given]) };
    });
}

function apart(interval: string, name: string, taken: Map<string, Set<number>>): string {
  const wanted = readSeconds(interval);
  if (wanted === null) return interval;
  const used = taken.get(name) ?? new Set();
  taken.set(name, used);
  let seconds = wanted;
  while (used.has(seconds)) seconds++;
  used.add(seconds);
  return seconds === wanted ? interval : String(seconds);
}

/** The element of a new resource's operations; ids that are taken are told. */
export function operationsElement(
  configuration: Configuration,
  resourceId: string,
  operations: readonly WantedOperation[],
): XmlElement | Report {
  const own = new Set<string>();
  const elements: XmlElement[] = [];
  for (const one of operations) {
    const { name, options } = one;
    const interval = intervalOf(one);
    const given = options.get('id');
    if (given !== undefined && (configuration.isIdTaken(given) || own.has(given))) {
      return lone('HWS-CFG-001', `'${given}' already exists`);
    }
    let id = given ?? `${resourceId}-${name}-interval-${interval}`;
    for (let number = 1; given === undefined && (own.has(id) || configuration.isIdTaken(id)); number++) {
      id = `${resourceId}-${name}-interval-${interval}-${number}`;
    }
    own.add(id);
    const attributes: Record<string, string> = { name };
    for (const [key, value] of options) {
      if (key !== 'id' && key !== CHECK_LEVEL && value !== '') attributes[key] = value;
    }
    attributes.interval ??= interval;
    elements.push(element('op', { ...attributes, id }, checkLevelOf(id, options)));
  }
  return element('operations', {}, elements);
}

function checkLevelOf(operationId: string, options: Pairs): readonly XmlElement[] {
  const level = options.get(CHECK_LEVEL);
  if (level === undefined || level === '') return [];
  const set = `${operationId}-instance_attributes`;
  const pair = element('nvpair', { id: `${set}-${CHECK_LEVEL}`, name: CHECK_LEVEL, value: level });
  return [element('instance_attributes', { id: set }, [pair])];
}
