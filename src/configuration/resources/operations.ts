import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { checkId } from '../ids.ts';
import type { Pairs } from '../nvpairs.ts';
import { lone, loneForceable, type Report } from '../report.ts';
import { readSeconds } from '../seconds.ts';
import { otherSort, type ResourceSort } from './messages.ts';
import { findResource, idOf } from './resource-tree.ts';

/** The one option of an operation that is a parameter of the agent. */
export const CHECK_LEVEL = 'OCF_CHECK_LEVEL';

/** Options an operation may have. */
export const OPERATION_OPTIONS: readonly string[] = [
  'id',
  'name',
  'interval',
  'description',
  'start-delay',
  'interval-origin',
  'timeout',
  'enabled',
  'record-pending',
  'role',
  'on-fail',
  CHECK_LEVEL,
];

export const ROLES: readonly string[] = ['Master', 'Promoted', 'Slave', 'Started', 'Stopped', 'Unpromoted'];

/** Operations of a resource. */
export function operationsOf(resource: XmlElement): readonly XmlElement[] {
  return [...(resource.first('operations')?.elements('op') ?? [])];
}

/** The parameter of an operation; `null` when it has none. */
export function checkLevel(operation: XmlElement): string | null {
  for (const set of operation.elements('instance_attributes')) {
    for (const pair of set.elements('nvpair')) if (pair.get('name') === CHECK_LEVEL) return pair.get('value');
  }
  return null;
}

/** An operation in one line, with its id. */
function operationText(operation: XmlElement): string {
  const parts = [operation.get('name') ?? ''];
  const names = operation.attributes.filter((_, at) => at % 2 === 0).sort();
  for (const name of names)
    if (name !== 'id' && name !== 'name') parts.push(`${name}=${operation.get(name)}`);
  for (const set of operation.elements('instance_attributes')) {
    for (const pair of set.elements('nvpair')) parts.push(`${pair.get('name')}=${pair.get('value')}`);
  }
  return `${parts.join(' ')} (${operation.get('id')})`;
}

/** Interval of an operation, in seconds where it can be read as that, so that `60s` and `1m` are the same. */
function intervalKey(text: string | null): string {
  const seconds = readSeconds(text ?? '0');
  return seconds === null ? (text ?? '') : `${seconds}s`;
}

/** What is wrong with the options of an operation. */
function checkOptions(options: Pairs): readonly Report[] {
  for (const name of options.keys()) {
    if (!OPERATION_OPTIONS.includes(name)) {
      return [overridable(`${name} is not a valid op option`)];
    }
  }
  const role = options.get('role');
  if (role !== undefined && !ROLES.includes(role)) {
    const [last, ...others] = [...ROLES].reverse().map((one) => `'${one}'`);
    return [overridable(`role must be: ${others.reverse().join(', ')} or ${last}`)];
  }
  return [];
}

/** An error whose words say by themselves how to overrule it. */
function overridable(message: string): Report {
  return { ...loneForceable('HWS-CFG-010', message), wording: 'in parentheses' };
}

/** Gives a resource an operation. */
export function addOperation(
  configuration: Configuration,
  resourceId: string,
  name: string,
  options: Pairs,
  sort: ResourceSort,
  isForced: boolean,
): readonly Report[] {
  const resource = findResource(configuration, resourceId);
  if (resource === null || resource.name !== 'primitive') {
    return [lone('HWS-CFG-002', `Unable to find resource: ${resourceId}`)];
  }
  const other = otherSort([resource], sort, 'op add');
  const reports = other === null ? [] : [other];
  return [
    ...reports,
    ...placeOperation(configuration, resource, name, options, { isForced, isUpdate: false }),
  ];
}

/** Puts an operation into a resource, or in the place of the first of its name when that is updated. */
export function placeOperation(
  configuration: Configuration,
  resource: XmlElement,
  name: string,
  options: Pairs,
  { isForced, isUpdate }: { readonly isForced: boolean; readonly isUpdate: boolean },
): readonly Report[] {
  const wrong = checkOptions(options);
  if (wrong.length > 0 && !isForced) return wrong;
  const id = options.get('id');
  if (id !== undefined) {
    const problems = checkId(id, 'operation id');
    if (problems.length > 0) return problems.map((problem) => ({ ...problem, isAlone: true }));
    if (configuration.isIdTaken(id)) {
      return [lone('HWS-CFG-001', `id '${id}' is already in use, please specify another one`)];
    }
  }
  const existing = operationsOf(resource);
  const role = options.get('role') ?? null;
  const isMeant = (one: XmlElement) => one.get('name') === name && one.get('role') === role;
  const replaced = isUpdate ? (existing.find(isMeant) ?? null) : null;
  const clash = checkClash(idOf(resource), existing, name, options, replaced, isForced || isUpdate);
  if (clash !== null) return [clash];
  const interval = options.get('interval') ?? '0s';
  const container = resource.first('operations') ?? newOperations(configuration, resource);
  const next = replaced === null ? null : nextSibling(container, replaced);
  if (replaced !== null) configuration.remove(replaced);
  const operation = newOperation(configuration, idOf(resource), name, interval, options);
  configuration.insert(container, operation, next);
  return [];
}

function newOperations(configuration: Configuration, resource: XmlElement): XmlElement {
  const made = element('operations');
  configuration.insert(resource, made);
  return made;
}

function nextSibling(parent: XmlElement, child: XmlElement): XmlElement | null {
  const children = [...parent.elements()];
  return children[children.indexOf(child) + 1] ?? null;
}

function newOperation(
  configuration: Configuration,
  resourceId: string,
  name: string,
  interval: string,
  options: Pairs,
): XmlElement {
  const id = options.get('id') ?? configuration.freeId(`${resourceId}-${name}-interval-${interval}`);
  const attributes: Record<string, string> = { id, name };
  const given = new Map([...options, ['interval', interval]]);
  for (const key of [...given.keys()].sort()) {
    const value = given.get(key) as string;
    if (key !== 'id' && key !== CHECK_LEVEL && value !== '') attributes[key] = value;
  }
  const level = options.get(CHECK_LEVEL);
  if (level === undefined || level === '') return element('op', attributes);
  const pair = element('nvpair', { name: CHECK_LEVEL, value: level, id: `${id}-${CHECK_LEVEL}-${level}` });
  return element('op', attributes, [element('instance_attributes', { id: `params-${id}` }, [pair])]);
}

/** Another operation of the same name and interval, or one of the same name that is not said to be meant besides. */
function checkClash(
  resourceId: string,
  existing: readonly XmlElement[],
  name: string,
  options: Pairs,
  replaced: XmlElement | null,
  isForced: boolean,
): Report | null {
  const same = existing.filter((one) => one.get('name') === name && one !== replaced);
  const key = intervalKey(options.get('interval') ?? '0s');
  const equal = same.filter((one) => intervalKey(one.get('interval')) === key);
  if (equal.length > 0) {
    const list = equal.map(operationText).join('\n');
    const message = `operation ${name} with interval ${key} already specified for ${resourceId}:\n${list}`;
    return lone('HWS-CFG-016', message);
  }
  if (same.length === 0 || replaced !== null || isForced || name !== 'monitor' || isApart(options))
    return null;
  const list = same.map(operationText).join('\n');
  const message = `operation ${name} already specified for ${resourceId}, use --force to override:\n${list}`;
  return lone('HWS-CFG-016', message);
}

/** Whether an operation differs from others of its name by more than its interval. */
function isApart(options: Pairs): boolean {
  return options.has('role') || options.has(CHECK_LEVEL);
}

/** Removes an operation by its id. */
export function removeOperationById(configuration: Configuration, id: string): readonly Report[] {
  const operation = configuration.byId(id);
  if (operation === null || operation.name !== 'op') {
    return [lone('HWS-CFG-002', `unable to find operation id: ${id}`)];
  }
  configuration.remove(operation);
  return [];
}

/** Removes the operations of a resource that have a name and, where options are given, exactly those. */
export function removeOperations(
  configuration: Configuration,
  resourceId: string,
  name: string,
  options: Pairs,
  sort: ResourceSort,
): readonly Report[] {
  const resource = findResource(configuration, resourceId);
  if (resource === null || resource.name !== 'primitive') {
    return [lone('HWS-CFG-002', `Unable to find resource: ${resourceId}`)];
  }
  const other = otherSort([resource], sort, 'op delete');
  const reports = other === null ? [] : [other];
  const found = operationsOf(resource).filter((one) => one.get('name') === name && hasExactly(one, options));
  if (found.length === 0) {
    const words = [name, ...[...options].map(([key, value]) => `${key}=${value}`)].join(' ');
    return [...reports, lone('HWS-CFG-002', `Unable to find operation matching: ${words}`)];
  }
  for (const operation of found) configuration.remove(operation);
  return reports;
}

function hasExactly(operation: XmlElement, options: Pairs): boolean {
  if (options.size === 0) return true;
  const own = new Map<string, string>();
  const { attributes } = operation;
  for (let at = 0; at < attributes.length; at += 2)
    own.set(attributes[at] as string, attributes[at + 1] as string);
  own.delete('id');
  own.delete('name');
  const level = checkLevel(operation);
  if (level !== null) own.set(CHECK_LEVEL, level);
  return own.size === options.size && [...options].every(([key, value]) => own.get(key) === value);
}
