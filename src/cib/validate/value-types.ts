import { parseLeadingInteger } from '../../result/integer.ts';

/**
 * What an attribute may hold: any text; an identifier that is unique in the configuration; the identifier of something
 * in the configuration; one of several words; or a form with a name.
 */
export type ValueType = 'text' | 'id' | 'reference' | readonly string[] | PatternName;

export type PatternName =
  | 'score'
  | 'boolean'
  | 'integer'
  | 'natural'
  | 'positive'
  | 'port-range'
  | 'device-list';

interface Pattern {
  readonly expression: RegExp;
  /** What it should look like, for the hint. */
  readonly hint: string;
}

const PATTERNS: Readonly<Record<PatternName | 'identifier', Pattern>> = {
  identifier: {
    expression: /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}._\-·]*$/u,
    hint: 'An identifier begins with a letter or an underscore and holds letters, digits, ".", "-" and "_".',
  },
  score: { expression: /^[+-]?(?:[0-9]+|INFINITY)$/, hint: 'Write an integer, INFINITY or -INFINITY.' },
  boolean: { expression: /^(?:true|false|1|0)$/, hint: 'Write true or false.' },
  integer: { expression: /^[+-]?[0-9]+$/, hint: 'Write an integer.' },
  natural: { expression: /^\+?[0-9]+$/, hint: 'Write an integer that is not negative.' },
  positive: { expression: /^\+?0*[1-9][0-9]*$/, hint: 'Write an integer greater than 0.' },
  'port-range': { expression: /^[0-9-]+$/, hint: 'Write a port, or a range such as 80-90.' },
  'device-list': {
    expression: /^[A-Za-z0-9_.-]+(?:,[A-Za-z0-9_.-]+)*$/,
    hint: 'Write ids of fencing devices, separated by commas without blanks.',
  },
};

/** `null` when a value is of its type, otherwise how it should look. White space around it does not count. */
export function faultOf(type: ValueType, value: string): string | null {
  if (type === 'text') return null;
  const text = value.trim();
  if (typeof type === 'object') return type.includes(text) ? null : `Write one of: ${type.join(', ')}.`;
  const pattern = PATTERNS[type === 'id' || type === 'reference' ? 'identifier' : type];
  return pattern.expression.test(text) ? null : pattern.hint;
}

/** True iff a proper score is written that does not fit into 64 bits: it would count as 0 (spec A1.6.3). */
export function isOverflowingScore(value: string): boolean {
  return /^\s*[+-]?[0-9]+\s*$/.test(value) && parseLeadingInteger(value) === null;
}
