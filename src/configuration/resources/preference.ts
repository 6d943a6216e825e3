import type { XmlElement } from '../../cib/xml/element.ts';
import { calendar } from '../../result/calendar.ts';
import { addSpan, type DateTime } from '../../result/date-time.ts';
import { parseDuration } from '../../result/duration.ts';
import { parseDateTime } from '../../result/iso8601.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { nodeNames } from '../nodes.ts';
import { pairValue } from '../nvpairs.ts';
import { deprecation, error, lone, note, type Report, warning } from '../report.ts';
import { findResource, idOf, isClone, isStonith, outerOf } from './resource-tree.ts';
import { missingText } from './switching.ts';

/** A wish of an operator where a resource is to be, kept as a location constraint. */
export interface WantedPlace {
  readonly resource: string;
  readonly node: string;
  /** Only the promoted instance is meant. */
  readonly isPromoted: boolean;
  /** ISO 8601 duration after which the wish ends; `null` never. */
  readonly lifetime: string | null;
}

const KINDS = 'bundle/clone/group/resource';

/** What is wrong with the resource of a wish. */
function checkResource(
  configuration: Configuration,
  id: string,
  isPromoted: boolean,
  mayBeClone: boolean,
): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null) return [error('HWS-CFG-002', missingText(id, configuration.byId(id), KINDS))];
  if (isPromoted && !isPromotable(resource)) {
    const clone = outermost(configuration, resource);
    const which = isPromotable(clone) ? ` (${idOf(clone)})` : '';
    return [error('HWS-CFG-004', `when specifying --promoted you must use the promotable clone id${which}`)];
  }
  if (!mayBeClone && isClone(outermost(configuration, resource)) && !isPromotable(resource)) {
    return [error('HWS-CFG-004', 'cannot move cloned resources')];
  }
  return [];
}

function outermost(configuration: Configuration, resource: XmlElement): XmlElement {
  let found = resource;
  for (let outer = outerOf(configuration, found); outer !== null; outer = outerOf(configuration, found))
    found = outer;
  return found;
}

function isPromotable(resource: XmlElement): boolean {
  if (resource.name === 'master') return true;
  return resource.name === 'clone' && pairValue(resource, 'meta_attributes', 'promotable') === 'true';
}

/** Keeps a resource off a node. */
export function ban(configuration: Configuration, wanted: WantedPlace, now: DateTime): readonly Report[] {
  const { resource: id, node, isPromoted } = wanted;
  const checked = check(configuration, wanted, true);
  if (checked.length > 0) return checked;
  const until = untilText(wanted, now, 'ban');
  if (typeof until === 'object' && until !== null) return [until];
  const constraintId = `cli-ban-${id}-on-${node}`;
  const ids = {
    constraint: constraintId,
    rule: `${constraintId}-rule`,
    expression: `${constraintId}-expr`,
    end: `${constraintId}-lifetime`,
  };
  place(configuration, wanted, ids, '-INFINITY', until);
  const what = isPromoted ? 'being promoted' : 'running';
  const text =
    `Creating location constraint '${constraintId}' with a score of -INFINITY for resource ${id} on ${node}.\n` +
    `\tThis will prevent ${id} from ${what} on ${node} until the constraint is removed\n` +
    `\tThis will be the case even if ${node} is the last node in the cluster`;
  return [...deprecations(configuration, id), ...untilReport(until), warning('HWS-CFG-020', text)];
}

/** Prefers a node for a resource; bans of the same resource from that node end. */
export function prefer(configuration: Configuration, wanted: WantedPlace, now: DateTime): readonly Report[] {
  const { resource: id, node } = wanted;
  const checked = check(configuration, wanted, false);
  if (checked.length > 0) return checked;
  const until = untilText(wanted, now, 'move');
  if (typeof until === 'object' && until !== null) return [until];
  for (const found of wishes(configuration, id)) {
    if (isPreference(found, id) || nodeOf(found) === node) configuration.remove(found);
  }
  const ids = {
    constraint: `cli-prefer-${id}`,
    rule: `cli-prefer-rule-${id}`,
    expression: `cli-prefer-expr-${id}`,
    end: `cli-prefer-lifetime-end-${id}`,
  };
  place(configuration, wanted, ids, 'INFINITY', until);
  const text = `A move constraint has been created and the resource '${id}' may or may not move depending on other configuration`;
  const moved = until === null ? [warning('HWS-CFG-020', text)] : untilReport(until);
  return [...deprecations(configuration, id), ...moved];
}

function check(configuration: Configuration, wanted: WantedPlace, mayBeClone: boolean): readonly Report[] {
  const { resource, node, isPromoted } = wanted;
  const reports = checkResource(configuration, resource, isPromoted, mayBeClone);
  if (reports.length > 0 || nodeNames(configuration).includes(node)) return reports;
  return [error('HWS-CFG-021', `Node '${node}' does not appear to exist in configuration`)];
}

function deprecations(configuration: Configuration, id: string): readonly Report[] {
  const resource = findResource(configuration, id);
  if (resource === null || !isStonith(resource)) return [];
  const message =
    'Ability of this command to accept stonith device is deprecated and will be removed in a future release.';
  return [deprecation('HWS-CFG-011', message)];
}

/** When a wish ends, as the constraint says it; `null` for never. */
export function untilText(
  { lifetime, resource }: WantedPlace,
  now: DateTime,
  verb: string,
): string | null | Report {
  if (lifetime === null) return null;
  const text = lifetime.startsWith('P') ? lifetime : `P${lifetime}`;
  const span = /\d$/.test(text) ? null : parseDuration(text);
  if (span === null) {
    const given = /^\d/.test(lifetime) ? text : lifetime;
    const message =
      `cannot ${verb} resource '${resource}'\nInvalid duration specified: ${given}\n` +
      'Please refer to https://en.wikipedia.org/wiki/ISO_8601#Durations for examples of valid durations';
    return lone('HWS-CFG-010', message);
  }
  const { years, months, days, seconds } = span;
  const end = addSpan(
    { ...now, offset: 0 },
    { years, months, weeks: 0, days, hours: 0, minutes: 0, seconds },
  );
  return `${momentText(end)}Z`;
}

/** `2026-11-26 15:07:19`, in the moment's own zone. */
function momentText(moment: DateTime): string {
  const { year, month, day, secondOfDay } = calendarText(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = Math.floor(secondOfDay / 3600);
  const minute = Math.floor(secondOfDay / 60) % 60;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(secondOfDay % 60)}`;
}

function calendarText(moment: DateTime) {
  const { year, month, day } = calendar(moment);
  const local = moment.epoch + moment.offset;
  return { year, month, day, secondOfDay: ((local % 86_400) + 86_400) % 86_400 };
}

function untilReport(until: string | null): readonly Report[] {
  return until === null ? [] : [note('HWS-CFG-020', `Migration will take effect until: ${until}`)];
}

interface ConstraintIds {
  readonly constraint: string;
  readonly rule: string;
  readonly expression: string;
  readonly end: string;
}

function place(
  configuration: Configuration,
  { resource, node, isPromoted }: WantedPlace,
  ids: ConstraintIds,
  score: string,
  until: string | null,
): void {
  const role = isPromoted ? 'Promoted' : 'Started';
  const old = configuration.byId(ids.constraint);
  if (old !== null) configuration.remove(old);
  const constraint = element('rsc_location', {
    id: ids.constraint,
    rsc: resource,
    role,
    node: until === null ? node : null,
    score: until === null ? score : null,
  });
  const section = configuration.neededSection('constraints', element);
  configuration.insert(section, constraint);
  if (until === null) return;
  const expression = {
    id: ids.expression,
    attribute: '#uname',
    operation: 'eq',
    value: node,
    type: 'string',
  };
  const rule = element('rule', { id: ids.rule, score, 'boolean-op': 'and' }, [
    element('expression', expression),
    element('date_expression', { id: ids.end, operation: 'lt', end: until }),
  ]);
  configuration.insert(constraint, rule);
}

/** Constraints that keep wishes about a resource. */
function wishes(configuration: Configuration, id: string): readonly XmlElement[] {
  const constraints = configuration.section('constraints');
  return [...(constraints?.elements('rsc_location') ?? [])].filter((one) => {
    const own = one.get('id') ?? '';
    return one.get('rsc') === id && (own.startsWith(`cli-ban-${id}-on-`) || own === `cli-prefer-${id}`);
  });
}

function isPreference(constraint: XmlElement, id: string): boolean {
  return constraint.get('id') === `cli-prefer-${id}`;
}

function nodeOf(constraint: XmlElement): string | null {
  const node = constraint.get('node');
  if (node !== null) return node;
  for (const expression of constraint.first('rule')?.elements('expression') ?? []) {
    if (expression.get('attribute') === '#uname') return expression.get('value');
  }
  return null;
}

/** Ends wishes about a resource: all, those about one node, or those whose time is over. */
export function clearWishes(
  configuration: Configuration,
  id: string,
  only: { readonly node: string | null; readonly isPromoted: boolean; readonly isExpired: boolean },
  now: DateTime,
): readonly Report[] {
  const checked = checkResource(configuration, id, only.isPromoted, true);
  if (checked.length > 0) return checked;
  const { node } = only;
  if (node !== null && !nodeNames(configuration).includes(node)) {
    return [lone('HWS-CFG-021', `cannot clear resource '${id}'\nNode '${node}' not found`)];
  }
  const removed: Report[] = [];
  for (const constraint of wishes(configuration, id)) {
    if (node !== null && nodeOf(constraint) !== node) continue;
    if (only.isExpired && !hasEnded(constraint, now)) continue;
    configuration.remove(constraint);
    removed.push(note('HWS-CFG-014', `Removing constraint: ${constraint.get('id')}`));
  }
  return [...deprecations(configuration, id), ...removed];
}

function hasEnded(constraint: XmlElement, now: DateTime): boolean {
  for (const date of constraint.first('rule')?.elements('date_expression') ?? []) {
    const end = date.get('end');
    const moment = end === null ? null : parseDateTime(end, now, () => now.offset);
    if (moment !== null && moment.epoch < now.epoch) return true;
  }
  return false;
}
