import { isValidInterval, parseIntervalMs } from '../../result/interval.ts';
import type { OperationExpression, ResourceExpression, Rule, RuleCondition } from '../model/rule.ts';
import { attributeExpressionPasses } from './attribute-expression.ts';
import { dateExpressionPasses } from './date-expression.ts';
import type { RuleInput } from './rule-input.ts';

export type { RuleInput } from './rule-input.ts';

/** Whether the resource in play is of the kind asked for; the provider must equal, absence included (spec A3.4.7). */
function resourceExpressionPasses(expression: ResourceExpression, input: RuleInput): boolean {
  const { resource } = input;
  if (resource === null) return false;
  if (expression.class !== null && expression.class !== resource.class) return false;
  if (expression.provider !== resource.provider) return false;
  return expression.type === null || expression.type === resource.type;
}

/** Whether the operation in play is the one asked for (spec A3.4.8). */
function operationExpressionPasses(expression: OperationExpression, input: RuleInput): boolean {
  const { operation } = input;
  if (operation === null || expression.name === null || expression.name !== operation.name) return false;
  const { interval } = expression;
  if (interval === null) return true;
  return isValidInterval(interval) && parseIntervalMs(interval) === operation.intervalMs;
}

function conditionPasses(condition: RuleCondition, input: RuleInput): boolean {
  switch (condition.kind) {
    case 'rule':
      return rulePasses(condition, input);
    case 'attribute':
      return attributeExpressionPasses(condition, input);
    case 'date':
      return dateExpressionPasses(condition, input);
    case 'resource':
      return resourceExpressionPasses(condition, input);
    case 'operation':
      return operationExpressionPasses(condition, input);
    case 'unknown':
      return false;
  }
}

/** Whether a rule holds; its conditions are asked in document order until the answer is known (spec A3.4.2). */
export function rulePasses(rule: Rule, input: RuleInput): boolean {
  const isOr = rule.booleanOp === 'or';
  for (const condition of rule.conditions) {
    if (conditionPasses(condition, input) === isOr) return isOr;
  }
  return !isOr;
}

/** Whether any of several rules holds; no rule at all holds too (spec A3.4.1). */
export function rulesPass(rules: readonly Rule[], input: RuleInput): boolean {
  if (rules.length === 0) return true;
  for (const rule of rules) if (rulePasses(rule, input)) return true;
  return false;
}
