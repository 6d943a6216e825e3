import type { XmlElement } from '../../cib/xml/element.ts';
import { addSpan } from '../../result/date-time.ts';
import { ruleDate } from './rule-date.ts';

/**
 * Whether a rule can never be true again: it depends on exactly one date, and that is over (crm_rule(8) judges no
 * others). `now` is in seconds since 1970.
 */
export function isRuleExpired(rule: XmlElement, now: number): boolean {
  const dates = [...dateExpressions(rule)];
  const [date] = dates;
  if (date === undefined || dates.length > 1) return false;
  const operation = date.get('operation') ?? 'in_range';
  if (operation !== 'lt' && operation !== 'in_range') return false;
  const end = endOf(date);
  return end !== null && end < now;
}

/** Whether none of a constraint's rules can be true again. */
export function isConstraintExpired(constraint: XmlElement, now: number): boolean {
  const rules = [...constraint.elements('rule')];
  return rules.length > 0 && rules.every((rule) => isRuleExpired(rule, now));
}

function* dateExpressions(rule: XmlElement): Generator<XmlElement> {
  for (const part of rule.elements()) {
    if (part.name === 'date_expression') yield part;
    else if (part.name === 'rule') yield* dateExpressions(part);
  }
}

function endOf(date: XmlElement): number | null {
  const end = date.get('end');
  if (end !== null) return ruleDate(end)?.epoch ?? null;
  const duration = date.first('duration');
  const start = ruleDate(date.get('start') ?? '');
  if (duration === null || start === null) return null;
  const part = (unit: string): number => Number(duration.get(unit) ?? 0) || 0;
  return addSpan(start, {
    years: part('years'),
    months: part('months'),
    weeks: part('weeks'),
    days: part('days'),
    hours: part('hours'),
    minutes: part('minutes'),
    seconds: part('seconds'),
  }).epoch;
}
