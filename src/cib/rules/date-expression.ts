import { type CalendarFields, calendar } from '../../result/calendar.ts';
import { addSpan, type CalendarSpan, type DateTime } from '../../result/date-time.ts';
import { parseLeadingInteger } from '../../result/integer.ts';
import { parseDateTime } from '../../result/iso8601.ts';
import type { DateExpression } from '../model/rule.ts';
import type { RuleInput } from './rule-input.ts';

/** Which calendar field each attribute of `<date_spec>` looks at (spec A3.4.6). */
const DATE_SPEC_FIELDS: readonly (readonly [attribute: string, field: keyof CalendarFields])[] = [
  ['seconds', 'second'],
  ['minutes', 'minute'],
  ['hours', 'hour'],
  ['monthdays', 'day'],
  ['weekdays', 'weekday'],
  ['yeardays', 'yearday'],
  ['weeks', 'week'],
  ['months', 'month'],
  ['years', 'year'],
  ['weekyears', 'weekyear'],
  ['moon', 'moon'],
];

/** Whether a value lies in `n`, `a-b`, `a-` or `-b`; a range that cannot be read contains everything. */
function rangeContains(range: string, value: number): boolean {
  const match = /^\s*([0-9]+)?(-)?([0-9]+)?$/.exec(range);
  const [, low, dash, high] = match ?? [];
  if (dash === undefined) return low === undefined || value === Number(low);
  return (low === undefined || value >= Number(low)) && (high === undefined || value <= Number(high));
}

/** Whether a moment, in its own zone, has every value a `<date_spec>` asks for (spec A3.4.6). */
function dateSpecContains(dateSpec: ReadonlyMap<string, string>, moment: DateTime): boolean {
  const fields = calendar(moment);
  for (const [attribute, field] of DATE_SPEC_FIELDS) {
    const range = dateSpec.get(attribute);
    if (range !== undefined && !rangeContains(range, fields[field])) return false;
  }
  return true;
}

function spanOf(duration: ReadonlyMap<string, string>): CalendarSpan {
  const part = (name: string) => parseLeadingInteger(duration.get(name) ?? '') ?? 0;
  return {
    years: part('years'),
    months: part('months'),
    weeks: part('weeks'),
    days: part('days'),
    hours: part('hours'),
    minutes: part('minutes'),
    seconds: part('seconds'),
  };
}

/**
 * Whether now satisfies a `<date_expression>`; tells `recheck` when that will change (spec A3.4.6, A3.4.12). A date that
 * cannot be read is as good as absent; so is a `date_spec` that is asked for but not there.
 */
export function dateExpressionPasses(expression: DateExpression, input: RuleInput): boolean {
  const { now } = input;
  const recheckAt = (epoch: number) => {
    if (epoch > now.epoch) input.recheck?.(epoch);
  };
  const start = expression.start === null ? null : parseDateTime(expression.start, now, input.localOffset);
  let end = expression.end === null ? null : parseDateTime(expression.end, now, input.localOffset);
  if (end === null && start !== null && expression.duration !== null) {
    end = addSpan(start, spanOf(expression.duration));
  }
  switch (expression.operation) {
    case 'in_range':
      if (start === null && end === null) return false;
      if (start !== null && now.epoch < start.epoch) {
        recheckAt(start.epoch);
        return false;
      }
      if (end !== null) {
        if (now.epoch > end.epoch) return false;
        recheckAt(end.epoch + 1);
      }
      return true;
    case 'gt':
      if (start === null) return false;
      if (now.epoch > start.epoch) return true;
      recheckAt(start.epoch + 1);
      return false;
    case 'lt':
      if (end === null || now.epoch >= end.epoch) return false;
      recheckAt(end.epoch);
      return true;
    case 'date_spec':
      return expression.dateSpec === null || dateSpecContains(expression.dateSpec, now);
    case 'unknown':
      return false;
  }
}
