import { lone, type Report } from '../report.ts';
import { isRuleDate } from './rule-date.ts';

/** A rule's condition, as written by an operator. */
export type RuleExpression =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly RuleExpression[] }
  | { readonly kind: 'defined'; readonly operation: 'defined' | 'not_defined'; readonly attribute: string }
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operation: string;
      readonly type: string | null;
      readonly value: string;
    }
  | { readonly kind: 'date'; readonly operation: 'gt' | 'lt'; readonly date: string }
  | { readonly kind: 'range'; readonly start: string; readonly end: string }
  | {
      readonly kind: 'duration';
      readonly start: string;
      readonly parts: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'date-spec'; readonly parts: readonly (readonly [string, string])[] };

const COMPARISONS = ['eq', 'ne', 'lt', 'gt', 'lte', 'gte'];
const TYPES = ['string', 'integer', 'number', 'version'];
const OPERATORS = [...COMPARISONS, 'in_range', 'defined', 'not_defined', 'date-spec'];
const RESERVED: ReadonlySet<string> = new Set([...OPERATORS, 'and', 'or', '(', ')', 'to', 'duration']);

/** Bounds of the units of a calendar date. */
const CALENDAR: Readonly<Record<string, readonly [number, number]>> = {
  hours: [0, 23],
  monthdays: [0, 31],
  weekdays: [1, 7],
  yeardays: [1, 366],
  months: [1, 12],
  weeks: [1, 53],
  years: [0, Number.MAX_SAFE_INTEGER],
  weekyears: [1, 53],
  moon: [0, 7],
};

/** Why words are no expression. */
class NotAnExpression {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Reads an expression; of `and` and `or` the one that comes first binds first. */
export function readRuleExpression(words: readonly string[]): RuleExpression | Report {
  if (words.length === 0) return lone('HWS-CFG-104', 'no rule expression was specified');
  try {
    const reader = new Reader(words.flatMap(splitParentheses));
    const expression = reader.expression();
    reader.expectEnd();
    return expression;
  } catch (fault) {
    if (!(fault instanceof NotAnExpression)) throw fault;
    return lone('HWS-CFG-104', `'${words.join(' ')}' is not a valid rule expression: ${fault.reason}`);
  }
}

/** Parentheses may stand against the word next to them. */
function splitParentheses(word: string): readonly string[] {
  return /[()]/.test(word) ? word.split(/([()])/).filter((part) => part !== '') : [word];
}

class Reader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get #next(): string | undefined {
    return this.#words[this.#at];
  }

  #take(): string {
    const word = this.#next;
    if (word === undefined) throw new NotAnExpression('unexpected end of rule');
    this.#at++;
    return word;
  }

  /** A word that is a name or value. */
  #plain(): string {
    const word = this.#take();
    if (RESERVED.has(word)) throw new NotAnExpression(this.#unexpected(word));
    return word;
  }

  /** A reserved word where a value is needed; one that opens something is read on, to see what lacks there. */
  #unexpected(word: string): string {
    if (
      this.#next === undefined &&
      (word === '(' || word === 'defined' || word === 'not_defined' || word === 'date-spec')
    ) {
      return 'unexpected end of rule';
    }
    return `unexpected '${word}'`;
  }

  expectEnd(): void {
    const word = this.#next;
    if (word !== undefined) throw new NotAnExpression(`unexpected '${word}'`);
  }

  expression(): RuleExpression {
    let left = this.#term();
    for (let word = this.#next; word === 'and' || word === 'or'; word = this.#next) {
      this.#at++;
      const kind = word === 'and' ? 'all' : 'any';
      const right = this.#term();
      left = { kind, parts: [left, right].flatMap((part) => (part.kind === kind ? part.parts : [part])) };
    }
    return left;
  }

  #term(): RuleExpression {
    const word = this.#take();
    if (word === '(') {
      const inner = this.expression();
      const end = this.#next;
      if (end === undefined) throw new NotAnExpression("missing ')'");
      if (end !== ')') throw new NotAnExpression(`unexpected '${end}'`);
      this.#at++;
      return inner;
    }
    if (word === 'defined' || word === 'not_defined') {
      const attribute = this.#plain();
      if (COMPARISONS.includes(this.#next ?? '')) {
        throw new NotAnExpression(`unexpected '${word}' before '${this.#next}'`);
      }
      return { kind: 'defined', operation: word, attribute };
    }
    if (word === 'date-spec') return { kind: 'date-spec', parts: this.#units('date-spec') };
    if (RESERVED.has(word)) throw new NotAnExpression(this.#unexpected(word));
    return this.#comparison(word);
  }

  #comparison(attribute: string): RuleExpression {
    const operation = this.#next;
    if (operation === undefined) {
      const all = OPERATORS.map((name) => `'${name}'`).join(', ');
      throw new NotAnExpression(`missing one of ${all}`);
    }
    if (operation === 'defined' || operation === 'not_defined' || operation === 'date-spec') {
      throw new NotAnExpression(`unexpected '${operation}' after '${attribute}'`);
    }
    if (operation === 'and' || operation === 'or') {
      throw new NotAnExpression(`unexpected '${attribute}' before '${operation}'`);
    }
    if (operation === 'in_range') {
      if (attribute !== 'date') throw new NotAnExpression(`unexpected '${attribute}' before 'in_range'`);
      this.#at++;
      return this.#range();
    }
    if (!COMPARISONS.includes(operation)) throw new NotAnExpression(`unexpected '${operation}'`);
    this.#at++;
    if (attribute === 'date' && (operation === 'gt' || operation === 'lt')) {
      return { kind: 'date', operation, date: this.#date() };
    }
    return this.#value(attribute, operation);
  }

  #value(attribute: string, operation: string): RuleExpression {
    const first = this.#plain();
    if (!TYPES.includes(first)) return { kind: 'compare', attribute, operation, type: null, value: first };
    const value = this.#plain();
    const fits =
      first === 'integer'
        ? /^[+-]?\d+$/.test(value)
        : first === 'number'
          ? /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)
          : first !== 'version' || /^\d+(?:\.\d+)*$/.test(value);
    if (!fits) throw new NotAnExpression(`invalid ${first} value '${value}'`);
    return { kind: 'compare', attribute, operation, type: first, value };
  }

  #date(): string {
    const date = this.#plain();
    if (!isRuleDate(date)) throw new NotAnExpression(`'${date}' is not an ISO 8601 date`);
    return date;
  }

  #range(): RuleExpression {
    const start = this.#date();
    const to = this.#next;
    if (to === undefined) throw new NotAnExpression("missing 'to'");
    if (to !== 'to') throw new NotAnExpression(`expecting 'to', got '${to}'`);
    this.#at++;
    if (this.#next !== 'duration') return { kind: 'range', start, end: this.#date() };
    this.#at++;
    return { kind: 'duration', start, parts: this.#units('duration') };
  }

  /** `hours=9-16 weekdays=1-5`: at least one unit. */
  #units(where: 'date-spec' | 'duration'): readonly (readonly [string, string])[] {
    const units = new Map<string, string>();
    for (let word = this.#next; word !== undefined; word = this.#next) {
      const [name = '', ...values] = word.split('=');
      const bounds = CALENDAR[name];
      if (bounds === undefined) {
        if (units.size > 0) break;
        throw new NotAnExpression(`unexpected '${word}' in ${where}`);
      }
      if (values.length === 0) throw new NotAnExpression(`missing =value after '${name}' in ${where}`);
      const value = values.join('=');
      if (!(where === 'duration' ? /^\d+$/.test(value) : isWithin(value, bounds))) {
        throw new NotAnExpression(`invalid ${name} '${value}' in '${where}'`);
      }
      units.set(name, value);
      this.#at++;
    }
    if (units.size === 0) throw new NotAnExpression('unexpected end of rule');
    return [...units];
  }
}

function isWithin(text: string, [least, most]: readonly [number, number]): boolean {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return false;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  return from >= least && to <= most && (match[2] === undefined || from < to);
}
