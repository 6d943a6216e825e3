import type { DateTime } from '../../result/date-time.ts';
import { parseDateTime } from '../../result/iso8601.ts';

const EPOCH: DateTime = { epoch: 0, offset: 0 };

/** A moment that a rule names, read in UTC where it names no zone; `null` when it is none. */
export function ruleDate(text: string): DateTime | null {
  return parseDateTime(text, EPOCH, () => 0);
}

/** Whether a text is a date that rules can be evaluated with; the present moment by name counts too. */
export function isRuleDate(text: string): boolean {
  return text === 'now' || (!/^\d{1,4}$/.test(text) && ruleDate(text) !== null);
}
