import type { XmlElement } from '../../cib/xml/element.ts';
import { addSpan } from '../../result/date-time.ts';
import { ruleDate } from './rule-date.ts';

/** How a rule that depends on exactly one date stands to the present; of others nothing is said (crm_rule(8)). */
export type RuleStanding = 'expired' | 'not yet in effect' | null;

/** Judges a rule by a time in seconds since 1970. */
export function ruleStanding(rule: XmlElement, now: number): RuleStanding {
  const dates = [...dateExpressions(rule)];
  const [date] = dates;
  if (date === undefined || dates.length > 1) return null;
  const operation = date.get('operation') ?? 'in_range';
  const start = operation === 'lt' ? null : ruleDate(date.get('start') ?? '');
  if (operation !== 'date_spec' && start !== null && now < start.epoch) return 'not yet in effect';
  if (operation !== 'lt' && operation !== 'in_range') return null;
  const end = endOf(date);
  return end !== null && end < now ? 'expired' : null;
}

/** Whether a rule can never be true again. */
export function isRuleExpired(rule: XmlElement, now: number): boolean {
  return ruleStanding(rule, now) === 'expired';
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
