import { isRuleDate, ruleDate } from '../constraints/rule-date.ts';
import { quoted } from '../ids.ts';
import { error, type Report } from '../report.ts';
import { type DefaultsLeaf, type DefaultsRule, isJoined } from './rule-words.ts';

/** Bounds of the units of a calendar date; `null` where any number will do. */
const UNITS: Readonly<Record<string, readonly [number, number] | null>> = {
  hours: [0, 23],
  monthdays: [1, 31],
  months: [1, 12],
  moon: [0, 7],
  weekdays: [1, 7],
  weeks: [1, 53],
  weekyears: null,
  years: null,
  yearsdays: [1, 366],
};

const ruleError = (message: string): Report => error('HWS-CFG-104', message);

/** What is wrong with a condition of default values: of resources it cannot speak of operations and nodes. */
export function checkDefaultsRule(rule: DefaultsRule, isForOperations: boolean): readonly Report[] {
  const reports = leaves(rule).flatMap(checkLeaf);
  if (isForOperations) return reports;
  const kinds = new Set(leaves(rule).map(({ kind }) => kind));
  const refused: Report[] = [];
  if (kinds.has('operation'))
    refused.push(ruleError("Keyword 'op' cannot be used in a rule in this command"));
  if (kinds.has('defined') || kinds.has('compare')) {
    const words = "'defined', 'not_defined', 'eq', 'ne', 'gte', 'gt', 'lte' and 'lt'";
    refused.push(ruleError(`Keywords ${words} cannot be used in a rule in this command`));
  }
  return [...reports, ...refused];
}

function leaves(rule: DefaultsRule): readonly DefaultsLeaf[] {
  return isJoined(rule) ? rule.parts.flatMap(leaves) : [rule];
}

function checkLeaf(leaf: DefaultsLeaf): readonly Report[] {
  switch (leaf.kind) {
    case 'date':
      return checkDate(leaf.date);
    case 'range':
      return checkRange(leaf.since, leaf.until);
    case 'duration':
      return [...checkDate(leaf.since), ...checkUnits(leaf.parts, 'duration')];
    case 'date-spec':
      return checkUnits(leaf.parts, 'datespec');
    case 'compare':
      return checkValue(leaf.type, leaf.value);
    default:
      return [];
  }
}

function checkDate(date: string): readonly Report[] {
  return isRuleDate(date) ? [] : [ruleError(`'${date}' is not a valid date value, use ISO 8601 date`)];
}

function checkRange(since: string | null, until: string): readonly Report[] {
  const wrong = [...(since === null ? [] : checkDate(since)), ...checkDate(until)];
  if (wrong.length > 0 || since === null) return wrong;
  const [from, to] = [ruleDate(since), ruleDate(until)];
  if (from === null || to === null || from.epoch < to.epoch) return [];
  return [ruleError(`Since '${since}' is not sooner than until '${until}'`)];
}

function checkUnits(parts: ReadonlyMap<string, string>, what: 'duration' | 'datespec'): readonly Report[] {
  const names = Object.keys(UNITS);
  const unknown = [...parts.keys()].filter((name) => !names.includes(name));
  const reports: Report[] = [];
  if (unknown.length > 0) {
    const noun = unknown.length > 1 ? 'options:' : 'option';
    reports.push(
      ruleError(`invalid ${what} ${noun} ${quoted(unknown)}, allowed options are: ${quoted(names)}`),
    );
  }
  for (const [name, value] of parts) {
    const bounds = UNITS[name];
    if (bounds === undefined) continue;
    const needed = what === 'duration' ? durationMisfit(value) : calendarMisfit(value, bounds);
    if (needed !== null) reports.push(ruleError(`'${value}' is not a valid ${name} value, use ${needed}`));
  }
  return reports;
}

const durationMisfit = (value: string): string | null =>
  /^[1-9]\d*$/.test(value) ? null : 'a positive integer';

function calendarMisfit(value: string, bounds: readonly [number, number] | null): string | null {
  const match = /^(\d+)(?:-(\d+))?$/.exec(value);
  const [least, most] = bounds ?? [0, Number.MAX_SAFE_INTEGER];
  if (match !== null) {
    const from = Number(match[1]);
    const to = match[2] === undefined ? null : Number(match[2]);
    if (from >= least && from <= most && (to === null || (to > from && to <= most))) return null;
  }
  if (bounds === null) return 'a non-negative integer or a range';
  return `${least}..${most} or ${least}..${most - 1}-${least + 1}..${most}`;
}

function checkValue(type: string | null, value: string): readonly Report[] {
  const refuse = (needed: string): readonly Report[] => [
    ruleError(`'${value}' is not a valid ${type} attribute value, use ${needed}`),
  ];
  if (type === 'number' && !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) {
    return refuse('a floating-point number');
  }
  if (type === 'integer' && !/^[+-]?\d+$/.test(value)) return refuse('an integer');
  if (type === 'version' && !/^\d+(?:\.\d+)*$/.test(value))
    return refuse('a version number (e.g. 1, 1.2, 1.23.45, ...)');
  return [];
}
