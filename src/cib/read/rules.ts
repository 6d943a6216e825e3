import type {
  AttributeExpression,
  AttributeOperation,
  DateExpression,
  Rule,
  RuleCondition,
} from '../model/rule.ts';
import { AttributeMap } from '../xml/attribute-map.ts';
import type { XmlElement } from '../xml/element.ts';
import type { ReferenceIndex } from './reference-index.ts';

const OPERATIONS: ReadonlySet<string> = new Set([
  'lt',
  'gt',
  'lte',
  'gte',
  'eq',
  'ne',
  'defined',
  'not_defined',
]);
const TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'version']);
const DATE_OPERATIONS: ReadonlySet<string> = new Set(['in_range', 'gt', 'lt', 'date_spec']);

/** A rule that stands inside itself by `id-ref` can never become true. */
const CIRCULAR: RuleCondition = { kind: 'unknown', name: 'rule' };

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}

function readAttributeExpression(element: XmlElement): AttributeExpression {
  const operation = lower(element.get('operation'));
  const type = lower(element.get('type'));
  const source = lower(element.get('value-source'));
  return {
    kind: 'attribute',
    attribute: element.get('attribute'),
    operation:
      operation !== null && OPERATIONS.has(operation) ? (operation as AttributeOperation) : 'unknown',
    value: element.get('value'),
    type:
      type === null ? null : TYPES.has(type) ? (type as NonNullable<AttributeExpression['type']>) : 'unknown',
    valueSource: source === 'param' || source === 'meta' ? source : 'literal',
  };
}

function readDateExpression(element: XmlElement): DateExpression {
  const operation = lower(element.get('operation')) ?? 'in_range';
  const duration = element.first('duration');
  const dateSpec = element.first('date_spec');
  return {
    kind: 'date',
    operation: DATE_OPERATIONS.has(operation) ? (operation as DateExpression['operation']) : 'unknown',
    start: element.get('start'),
    end: element.get('end'),
    duration: duration === null ? null : new AttributeMap(duration),
    dateSpec: dateSpec === null ? null : new AttributeMap(dateSpec),
  };
}

/** Reads a `<rule>`, following `id-ref` (spec A3.4.2); `null` when the reference leads nowhere. */
function readRule(
  element: XmlElement,
  references: ReferenceIndex,
  enclosing: readonly XmlElement[] = [],
): Rule | null {
  const source = references.follow(element);
  if (source === null || enclosing.includes(source)) return null;
  const path = [...enclosing, source];
  const conditions: RuleCondition[] = [];
  for (const child of source.elements()) conditions.push(readCondition(child, references, path));
  return {
    kind: 'rule',
    id: source.get('id'),
    booleanOp: lower(source.get('boolean-op')) === 'or' ? 'or' : 'and',
    score: source.get('score'),
    scoreAttribute: source.get('score-attribute'),
    role: source.get('role'),
    conditions,
  };
}

function readCondition(
  element: XmlElement,
  references: ReferenceIndex,
  path: readonly XmlElement[],
): RuleCondition {
  switch (element.name) {
    case 'rule':
      return readRule(element, references, path) ?? CIRCULAR;
    case 'expression':
      return readAttributeExpression(element);
    case 'date_expression':
      return readDateExpression(element);
    case 'rsc_expression':
      return {
        kind: 'resource',
        class: element.get('class'),
        provider: element.get('provider'),
        type: element.get('type'),
      };
    case 'op_expression':
      return { kind: 'operation', name: element.get('name'), interval: element.get('interval') };
    default:
      return { kind: 'unknown', name: element.name };
  }
}

/** Rules that are direct children of an element, in order. */
export function readRules(parent: XmlElement, references: ReferenceIndex): readonly Rule[] {
  const rules: Rule[] = [];
  for (const element of parent.elements('rule')) {
    const rule = readRule(element, references);
    // A reference that leads nowhere still makes its parent conditional: it stands for a rule that fails.
    rules.push(rule ?? { ...NEVER, id: element.get('id-ref') });
  }
  return rules;
}

const NEVER: Rule = {
  kind: 'rule',
  id: null,
  booleanOp: 'and',
  score: null,
  scoreAttribute: null,
  role: null,
  conditions: [CIRCULAR],
};
