/** Comparison operators of an attribute expression; anything else is `unknown` and never true (spec A3.4.3). */
export type AttributeOperation =
  | 'lt'
  | 'gt'
  | 'lte'
  | 'gte'
  | 'eq'
  | 'ne'
  | 'defined'
  | 'not_defined'
  | 'unknown';

/** `<expression>`: compares a node attribute with a value (spec A3.4.3). */
export interface AttributeExpression {
  readonly kind: 'attribute';
  readonly attribute: string | null;
  readonly operation: AttributeOperation;
  readonly value: string | null;
  readonly type: 'string' | 'integer' | 'number' | 'version' | 'unknown' | null;
  readonly valueSource: 'literal' | 'param' | 'meta';
}

/** `<date_expression>` (spec A3.4.6); dates and durations stay text here and are read against "now". */
export interface DateExpression {
  readonly kind: 'date';
  readonly operation: 'in_range' | 'gt' | 'lt' | 'date_spec' | 'unknown';
  readonly start: string | null;
  readonly end: string | null;
  /** Attributes of a `<duration>` child: years, months, weeks, days, hours, minutes, seconds. */
  readonly duration: ReadonlyMap<string, string> | null;
  /** Attributes of a `<date_spec>` child. */
  readonly dateSpec: ReadonlyMap<string, string> | null;
}

/** `<rsc_expression>` (spec A3.4.7). */
export interface ResourceExpression {
  readonly kind: 'resource';
  readonly class: string | null;
  readonly provider: string | null;
  readonly type: string | null;
}

/** `<op_expression>` (spec A3.4.8). */
export interface OperationExpression {
  readonly kind: 'operation';
  readonly name: string | null;
  readonly interval: string | null;
}

/** A child of a rule this version does not know: makes the rule false (spec A3.4.9). */
export interface UnknownExpression {
  readonly kind: 'unknown';
  readonly name: string;
}

export type RuleCondition =
  | Rule
  | AttributeExpression
  | DateExpression
  | ResourceExpression
  | OperationExpression
  | UnknownExpression;

/** `<rule>`, with an `id-ref` already followed. Score, score-attribute and role matter only in location constraints. */
export interface Rule {
  readonly kind: 'rule';
  readonly id: string | null;
  readonly booleanOp: 'and' | 'or';
  readonly score: string | null;
  readonly scoreAttribute: string | null;
  readonly role: string | null;
  readonly conditions: readonly RuleCondition[];
}
