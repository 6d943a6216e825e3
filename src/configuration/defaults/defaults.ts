import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';
import { isScore } from '../constraints/constraint-list.ts';
import { type FreeId, takingIds } from '../constraints/rule-element.ts';
import { element } from '../element.ts';
import { checkId, idText, quoted } from '../ids.ts';
import { type Pairs, sortedPairs, updateSet } from '../nvpairs.ts';
import { error, forceable, hasErrors, type Report, warning, weigh } from '../report.ts';
import { checkDefaultsRule } from './rule-check.ts';
import {
  type DefaultsLeaf,
  type DefaultsRule,
  isJoined,
  readDefaultsRule,
  UnreadableRule,
} from './rule-words.ts';

/** Whose default values: those of resources or of operations. */
export type DefaultsSection = 'rsc_defaults' | 'op_defaults';

const OVERRIDDEN: Report = warning(
  'HWS-CFG-200',
  'Defaults do not apply to resources which override them with their own defined values',
);

/** Sets of values of a section. */
function setsOf(configuration: Configuration, section: DefaultsSection): readonly XmlElement[] {
  return [...(configuration.section(section)?.elements('meta_attributes') ?? [])];
}

/** Changes the only set; it is made when there is none. */
export function updateDefaults(
  configuration: Configuration,
  section: DefaultsSection,
  pairs: Pairs,
): readonly Report[] {
  const sets = setsOf(configuration, section);
  if (sets.length > 1) {
    const words = section === 'rsc_defaults' ? 'resource defaults' : 'resource op defaults';
    const message = `Several options sets exist, please use the 'pcs ${words} set update' command and specify an option set ID`;
    return [error('HWS-CFG-201', message)];
  }
  const [set] = sets;
  if (set !== undefined) updateSet(configuration, set, pairs);
  else if ([...pairs.values()].some((value) => value !== '')) {
    const made = element('meta_attributes', { id: configuration.freeId(`${section}-meta_attributes`) });
    configuration.insert(configuration.neededSection(section, element), made);
    updateSet(configuration, made, pairs);
  }
  return [OVERRIDDEN];
}

/** A new set of values, for all or where a condition holds. */
export function createDefaultsSet(
  configuration: Configuration,
  section: DefaultsSection,
  options: Pairs,
  pairs: Pairs,
  ruleWords: readonly string[],
  isForced: boolean,
): readonly Report[] {
  const rule = ruleWords.length === 0 ? null : readDefaultsRule(ruleWords);
  const reports = [...checkOptions(configuration, options), ...checkRule(rule, ruleWords, section)];
  if (hasErrors(weigh(reports, isForced)) || rule instanceof UnreadableRule) return reports;
  const id = options.get('id') ?? configuration.freeId(`${section}-meta_attributes`);
  const others = Object.fromEntries([...options].filter(([name]) => name !== 'id'));
  const set = element('meta_attributes', { id, ...others });
  const freeId = takingIds((one) => configuration.isIdTaken(one));
  if (rule !== null) set.children.push(ruleElement(freeId(`${id}-rule`), rule, 'INFINITY', freeId));
  configuration.insert(configuration.neededSection(section, element), set);
  updateSet(configuration, set, sortedPairs(pairs));
  return [...reports, OVERRIDDEN];
}

/** Changes values of one set. */
export function updateDefaultsSet(
  configuration: Configuration,
  section: DefaultsSection,
  id: string,
  pairs: Pairs,
): readonly Report[] {
  const wrong = checkSets(configuration, section, [id]);
  if (wrong.length > 0) return wrong;
  const set = setsOf(configuration, section).find((one) => one.get('id') === id);
  if (set !== undefined) updateSet(configuration, set, pairs);
  return [OVERRIDDEN];
}

/** Takes sets away. */
export function removeDefaultsSets(
  configuration: Configuration,
  section: DefaultsSection,
  ids: readonly string[],
): readonly Report[] {
  const wrong = checkSets(configuration, section, ids);
  if (wrong.length > 0) return wrong;
  for (const set of setsOf(configuration, section)) {
    if (ids.includes(set.get('id') ?? '')) configuration.remove(set);
  }
  return [];
}

function checkSets(
  configuration: Configuration,
  section: DefaultsSection,
  ids: readonly string[],
): readonly Report[] {
  const known = setsOf(configuration, section).map((set) => set.get('id'));
  return ids
    .filter((id) => !known.includes(id))
    .map((id) =>
      configuration.isIdTaken(id)
        ? error('HWS-CFG-201', `'${id}' is not an options set`)
        : error('HWS-CFG-201', `options set '${id}' does not exist`),
    );
}

function checkOptions(configuration: Configuration, options: Pairs): readonly Report[] {
  const reports: Report[] = [];
  const unknown = [...options.keys()].filter((name) => name !== 'id' && name !== 'score');
  if (unknown.length > 0) {
    const noun = unknown.length > 1 ? 'options:' : 'option';
    const message = `invalid ${noun} ${quoted(unknown)}, allowed options are: 'id', 'score'`;
    reports.push(forceable('HWS-CFG-201', message));
  }
  const id = options.get('id');
  if (id !== undefined) {
    const wrong = checkId(id, 'id');
    reports.push(...wrong);
    if (wrong.length === 0 && configuration.isIdTaken(id)) {
      reports.push(error('HWS-CFG-106', `'${id}' already exists`));
    }
  }
  const score = options.get('score');
  if (score !== undefined && !isScore(score)) {
    reports.push(error('HWS-CFG-101', `invalid score '${score}', use integer or INFINITY or -INFINITY`));
  }
  return reports;
}

function checkRule(
  rule: DefaultsRule | UnreadableRule | null,
  words: readonly string[],
  section: DefaultsSection,
): readonly Report[] {
  if (rule === null) return [];
  if (!(rule instanceof UnreadableRule)) return checkDefaultsRule(rule, section === 'op_defaults');
  const text = words.join(' ');
  const message = [
    `'${text}' is not a valid rule expression, parse error near or after line 1 column ${rule.column}`,
    `  ${text}`,
    `  ${'-'.repeat(rule.column - 1)}^`,
  ].join('\n');
  return [error('HWS-CFG-104', message)];
}

function ruleElement(id: string, rule: DefaultsRule, score: string, freeId: FreeId): XmlElement {
  const made = element('rule', { id, 'boolean-op': rule.kind === 'any' ? 'or' : 'and', score });
  for (const part of isJoined(rule) ? rule.parts : [rule]) {
    made.children.push(
      isJoined(part) ? ruleElement(freeId(`${id}-rule`), part, '0', freeId) : leafElement(id, part, freeId),
    );
  }
  return made;
}

function leafElement(ruleId: string, part: DefaultsLeaf, freeId: FreeId): XmlElement {
  if (part.kind === 'operation') {
    const { name, interval } = part;
    return element('op_expression', { id: freeId(idText(`${ruleId}-op-${name}`)), name, interval });
  }
  if (part.kind === 'resource') {
    const { standard, provider, type } = part;
    const named = [standard, provider, type].filter((one) => one !== null).join('-');
    const id = freeId(idText(`${ruleId}-rsc-${named}`));
    return element('rsc_expression', { id, class: standard, provider, type });
  }
  const id = freeId(`${ruleId}-expr`);
  switch (part.kind) {
    case 'defined':
      return element('expression', { id, operation: part.operation, attribute: part.attribute });
    case 'compare': {
      const { attribute, operation, type, value } = part;
      return element('expression', { id, attribute, operation, value, type });
    }
    case 'date':
      return element('date_expression', {
        id,
        operation: part.operation,
        [part.operation === 'gt' ? 'start' : 'end']: part.date,
      });
    case 'range':
      return element('date_expression', { id, operation: 'in_range', start: part.since, end: part.until });
    case 'duration': {
      const duration = element('duration', {
        id: freeId(`${id}-duration`),
        ...Object.fromEntries(part.parts),
      });
      return element('date_expression', { id, operation: 'in_range', start: part.since }, [duration]);
    }
    case 'date-spec': {
      const spec = element('date_spec', { id: freeId(`${id}-datespec`), ...Object.fromEntries(part.parts) });
      return element('date_expression', { id, operation: 'date_spec' }, [spec]);
    }
  }
}
