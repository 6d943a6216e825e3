import { parseLeadingInteger } from '../../result/integer.ts';
import { parseLeadingNumber } from '../../result/leading-number.ts';
import { compareVersions } from '../../result/version.ts';
import type { AttributeExpression } from '../model/rule.ts';
import type { RuleInput } from './rule-input.ts';

type ComparisonType = 'string' | 'integer' | 'number' | 'version' | 'unknown';

/** Replaces `%0`–`%9` with what the groups of the resource pattern matched (spec A3.4.3.2, B5.3). */
export function expandSubmatches(text: string, submatches: readonly string[] | null): string {
  if (submatches === null || !text.includes('%')) return text;
  return text.replace(/%([0-9])/g, (_, digit: string) => submatches[Number(digit)] ?? '');
}

/** The value to compare with; `null` stands for "no value" (spec A3.4.3.2). */
function comparedValue(expression: AttributeExpression, input: RuleInput): string | null {
  const source = input.valueSource;
  if (source === null) return expression.value;
  let value = expression.value;
  if (value !== null && expression.valueSource === 'param') value = source.parameters.get(value) ?? null;
  else if (value !== null && expression.valueSource === 'meta') value = source.meta.get(value) ?? null;
  return value === '' ? null : value;
}

function compareText(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareNumbers(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares two values as a type; values that are no numbers compare as text (spec A3.4.3.4). */
function compareAs(type: ComparisonType, left: string, right: string): number {
  switch (type) {
    case 'string':
      return compareText(left, right);
    case 'integer':
      return (
        compareNumbers(parseLeadingInteger(left), parseLeadingInteger(right)) ?? compareText(left, right)
      );
    case 'number':
      return compareNumbers(parseLeadingNumber(left), parseLeadingNumber(right)) ?? compareText(left, right);
    case 'version':
      return compareVersions(left, right);
    case 'unknown':
      return 0;
  }
}

function defaultType(operation: AttributeExpression['operation'], left: string, right: string) {
  if (operation === 'eq' || operation === 'ne') return 'string';
  return left.includes('.') || right.includes('.') ? 'number' : 'integer';
}

/** Whether a node's attributes satisfy an `<expression>` (spec A3.4.3, A3.4.5). */
export function attributeExpressionPasses(expression: AttributeExpression, input: RuleInput): boolean {
  const { attribute, operation } = expression;
  if (input.nodeAttributes === null || attribute === null || attribute === '#role') return false;
  const name = input.valueSource === null ? attribute : expandSubmatches(attribute, input.submatches);
  const left = input.nodeAttributes.get(name) ?? null;
  if (operation === 'defined') return left !== null;
  if (operation === 'not_defined') return left === null;
  const right = comparedValue(expression, input);
  if (left === null || right === null) {
    if (operation === 'eq') return left === right;
    return operation === 'ne' && left !== right;
  }
  const order = compareAs(expression.type ?? defaultType(operation, left, right), left, right);
  switch (operation) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'unknown':
      return false;
  }
}
