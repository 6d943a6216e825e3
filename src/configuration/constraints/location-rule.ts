import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { element } from '../element.ts';
import { deprecation, hasErrors, lone, note, type Report } from '../report.ts';
import {
  addConstraint,
  checkWantedId,
  constraintById,
  constraints,
  duplicates,
  isScore,
} from './constraint-list.ts';
import { checkLocated, type Located, locatedAttributes, locatedIdPart } from './location.ts';
import { ruleElement, ruleMeaning, takingIds } from './rule-element.ts';
import { type RuleExpression, readRuleExpression } from './rule-expression.ts';
import { constraintWithRulesLines } from './text/location-text.ts';

/** Options of a rule, as written; which there are depends on the command. */
export type RuleOptions = ReadonlyMap<string, string>;

/** Adds a location constraint that holds where a rule is true. */
export function addRuleLocation(
  configuration: Configuration,
  located: Located,
  options: RuleOptions,
  words: readonly string[],
  isForced: boolean,
): readonly Report[] {
  const reports = [...checkLocated(configuration, located, isForced)];
  if (hasErrors(reports)) return reports;
  const wantedId = options.get('constraint-id');
  if (wantedId !== undefined && wantedId !== '') {
    const wrong = checkWantedId(configuration, wantedId, 'constraint id');
    if (wrong.length > 0) return wrong;
  }
  const discovery = options.get('resource-discovery');
  const constraint = element('rsc_location', {
    id: wantedId || configuration.freeId(`location-${locatedIdPart(located)}`),
    ...locatedAttributes(located),
    ...(discovery === undefined ? {} : { 'resource-discovery': discovery }),
  });
  const rule = readRule(configuration, constraint, options, words);
  if (rule.element === null) return rule.reports;
  const same = constraints(configuration, 'rsc_location').filter(
    (other) =>
      Object.entries(locatedAttributes(located)).every(([name, value]) => other.get(name) === value) &&
      hasRuleLike(other, rule.element as XmlElement),
  );
  const doubled = duplicates(
    same.flatMap((other) => constraintWithRulesLines(other)),
    isForced,
  );
  if (doubled.length > 0) return [...rule.reports, ...doubled];
  constraint.children.push(rule.element);
  addConstraint(configuration, constraint);
  return [...reports, ...rule.reports];
}

/** Adds a rule to a location constraint; node and score of a plain one give way to it. */
export function addRule(
  configuration: Configuration,
  constraintId: string,
  options: RuleOptions,
  words: readonly string[],
  isForced: boolean,
): readonly Report[] {
  const constraint = constraintById(configuration, constraintId);
  if (constraint?.name !== 'rsc_location') {
    return [lone('HWS-CFG-105', `Unable to find constraint: ${constraintId}`)];
  }
  const rule = readRule(configuration, constraint, options, words);
  if (rule.element === null) return rule.reports;
  const same = constraints(configuration, 'rsc_location').filter(
    (other) =>
      other.get('rsc') === constraint.get('rsc') &&
      other.get('rsc-pattern') === constraint.get('rsc-pattern') &&
      hasRuleLike(other, rule.element as XmlElement),
  );
  const doubled = duplicates(
    same.flatMap((other) => constraintWithRulesLines(other)),
    isForced,
  );
  if (doubled.length > 0) return [...rule.reports, ...doubled];
  for (const name of ['node', 'score']) constraint.unset(name);
  configuration.insert(constraint, rule.element);
  return rule.reports;
}

/** Takes a rule away, and with the last one its constraint. */
export function removeRule(configuration: Configuration, id: string): readonly Report[] {
  const rule = findRule(configuration, id);
  if (rule === null) return [lone('HWS-CFG-105', `unable to find rule with id: ${id}`)];
  const parent = configuration.parentOf(rule) as XmlElement;
  if (parent.name === 'rsc_location' && [...parent.elements()].length === 1) {
    configuration.remove(parent);
    return [note('HWS-CFG-108', `Removing Constraint: ${parent.get('id') ?? ''}`)];
  }
  configuration.remove(rule);
  return [note('HWS-CFG-108', `Removing Rule: ${id}`)];
}

/** A rule of a location constraint by its id. */
export function findRule(configuration: Configuration, id: string): XmlElement | null {
  for (const constraint of constraints(configuration, 'rsc_location')) {
    for (const rule of constraint.elements('rule')) if (rule.get('id') === id) return rule;
  }
  return null;
}

function hasRuleLike(constraint: XmlElement, rule: XmlElement): boolean {
  const wanted = ruleMeaning(rule);
  return [...constraint.elements('rule')].some((other) => ruleMeaning(other) === wanted);
}

interface ReadRule {
  readonly element: XmlElement | null;
  readonly reports: readonly Report[];
}

const ROLES: Readonly<Record<string, string>> = {
  promoted: 'Promoted',
  unpromoted: 'Unpromoted',
  master: 'Promoted',
  slave: 'Unpromoted',
};

function readRule(
  configuration: Configuration,
  constraint: XmlElement,
  options: RuleOptions,
  words: readonly string[],
): ReadRule {
  const refuse = (report: Report): ReadRule => ({ element: null, reports: [report] });
  const reports: Report[] = [];
  if (words.length === 0) return refuse(lone('HWS-CFG-104', 'no rule expression was specified'));
  const attributes: Record<string, string> = {};
  const role = options.get('role');
  if (role !== undefined) {
    const known = role === '' ? '' : ROLES[role.toLowerCase()];
    if (known === undefined) {
      const message = `invalid role '${role}', use 'Master', 'Promoted', 'Slave' or 'Unpromoted'`;
      return refuse(lone('HWS-CFG-103', message));
    }
    if (['master', 'slave'].includes(role.toLowerCase())) reports.push(oldRole(role, known));
    attributes.role = known;
  }
  const score = options.get('score');
  const scoreAttribute = options.get('score-attribute');
  if (score !== undefined && scoreAttribute !== undefined) {
    return refuse(lone('HWS-CFG-103', 'can not specify both score and score-attribute'));
  }
  if (score !== undefined && score !== '' && !isScore(score)) {
    return refuse(lone('HWS-CFG-101', `invalid score'${score}'`));
  }
  if (scoreAttribute !== undefined) attributes['score-attribute'] = scoreAttribute;
  else attributes.score = score || 'INFINITY';
  const wantedId = options.get('id');
  if (wantedId !== undefined && wantedId !== '') {
    const wrong = checkWantedId(configuration, wantedId, 'rule id');
    if (wrong.length > 0) return { element: null, reports: wrong };
  }
  const expression: RuleExpression | Report = readRuleExpression(words);
  if ('code' in expression) return { element: null, reports: [...reports, expression] };
  const freeId = takingIds((id) => configuration.isIdTaken(id));
  const id = wantedId || freeId(`${constraint.get('id') ?? ''}-rule`);
  return { element: ruleElement(id, attributes, expression, freeId), reports };
}

/** A role by the name it had before. */
export function oldRole(given: string, now: string): Report {
  const message = `Role value '${given}' is deprecated and should not be used, use '${now}' instead`;
  return deprecation('HWS-CFG-011', message);
}
