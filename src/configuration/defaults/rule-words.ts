/** A condition under which default values hold, as written. Its values are checked by themselves. */
export type DefaultsRule = JoinedRule | DefaultsLeaf;

export interface JoinedRule {
  readonly kind: 'all' | 'any';
  readonly parts: readonly DefaultsRule[];
}

/** One expression. */
export type DefaultsLeaf =
  | { readonly kind: 'operation'; readonly name: string; readonly interval: string | null }
  | {
      readonly kind: 'resource';
      readonly standard: string | null;
      readonly provider: string | null;
      readonly type: string | null;
    }
  | { readonly kind: 'defined'; readonly operation: 'defined' | 'not_defined'; readonly attribute: string }
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operation: string;
      readonly type: string | null;
      readonly value: string;
    }
  | { readonly kind: 'date'; readonly operation: 'gt' | 'lt'; readonly date: string }
  | { readonly kind: 'range'; readonly since: string | null; readonly until: string }
  | { readonly kind: 'duration'; readonly since: string; readonly parts: ReadonlyMap<string, string> }
  | { readonly kind: 'date-spec'; readonly parts: ReadonlyMap<string, string> };

export function isJoined(rule: DefaultsRule): rule is JoinedRule {
  return rule.kind === 'all' || rule.kind === 'any';
}

/** Where words stop being a condition: the column in the words, joined by blanks, counted from 1. */
export class UnreadableRule {
  readonly column: number;

  constructor(column: number) {
    this.column = column;
  }
}

const COMPARISONS = ['eq', 'ne', 'lt', 'gt', 'lte', 'gte'];
const TYPES = ['string', 'integer', 'number', 'version'];

interface Token {
  readonly text: string;
  readonly column: number;
}

/** Reads a condition; of `and` and `or` the one that comes first binds first. */
export function readDefaultsRule(words: readonly string[]): DefaultsRule | UnreadableRule {
  const text = words.join(' ');
  const tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map((match) => ({
    text: match[0],
    column: match.index + 1,
  }));
  const reader = new Reader(tokens, text.length + 1);
  try {
    return reader.whole();
  } catch (fault) {
    if (fault instanceof UnreadableRule) return fault;
    throw fault;
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  whole(): DefaultsRule {
    const rule = this.#expression();
    if (this.#peek() !== undefined) this.#fail();
    return rule;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  /** Parsing ends where the last word that was understood ends. */
  #fail(at = this.#at): never {
    throw new UnreadableRule(this.#tokens[at]?.column ?? this.#end);
  }

  #take(): string {
    const word = this.#peek();
    if (word === undefined || word === '(' || word === ')') this.#fail();
    this.#at++;
    return word;
  }

  #expression(): DefaultsRule {
    let left = this.#term();
    let isOpen = false;
    for (let word = this.#peek(); word === 'and' || word === 'or'; word = this.#peek()) {
      this.#at++;
      const kind = word === 'and' ? 'all' : 'any';
      const right = this.#term();
      // A chain of one word is one list; what stands in parentheses stays by itself.
      const before: readonly DefaultsRule[] =
        isOpen && isJoined(left) && left.kind === kind ? left.parts : [left];
      left = { kind, parts: [...before, right] };
      isOpen = true;
    }
    return left;
  }

  #term(): DefaultsRule {
    const start = this.#at;
    if (this.#peek() === '(') {
      this.#at++;
      const inner = this.#expression();
      if (this.#peek() !== ')') this.#fail();
      this.#at++;
      return inner;
    }
    const word = this.#take();
    switch (word) {
      case 'op': {
        const name = this.#take();
        const interval = /^interval=(\d+\w*)$/.exec(this.#peek() ?? '')?.[1] ?? null;
        if (interval !== null) this.#at++;
        return { kind: 'operation', name, interval };
      }
      case 'resource':
        return this.#resource();
      case 'defined':
      case 'not_defined':
        return { kind: 'defined', operation: word, attribute: this.#take() };
      case 'date-spec':
        return { kind: 'date-spec', parts: this.#units() };
      case 'and':
      case 'or':
        return this.#fail(start);
      default:
        return this.#comparison(word);
    }
  }

  #resource(): DefaultsRule {
    const match = /^([^:]*):([^:]*):([^:]*)$/.exec(this.#peek() ?? '');
    if (match === null) return this.#fail();
    this.#at++;
    const [standard, provider, type] = match.slice(1).map((part) => (part === '' ? null : part));
    return { kind: 'resource', standard: standard ?? null, provider: provider ?? null, type: type ?? null };
  }

  #comparison(attribute: string): DefaultsRule {
    const operation = this.#peek();
    if (attribute === 'date' && operation === 'in_range') {
      this.#at++;
      return this.#range();
    }
    if (operation === undefined || !COMPARISONS.includes(operation)) return this.#fail();
    this.#at++;
    const first = this.#take();
    if (attribute === 'date' && (operation === 'gt' || operation === 'lt')) {
      return { kind: 'date', operation, date: first };
    }
    if (!TYPES.includes(first)) return { kind: 'compare', attribute, operation, type: null, value: first };
    return { kind: 'compare', attribute, operation, type: first, value: this.#take() };
  }

  #range(): DefaultsRule {
    const since = this.#peek() === 'to' ? null : this.#take();
    if (this.#peek() !== 'to') this.#fail();
    this.#at++;
    if (this.#peek() !== 'duration' || since === null) return { kind: 'range', since, until: this.#take() };
    this.#at++;
    return { kind: 'duration', since, parts: this.#units() };
  }

  #units(): ReadonlyMap<string, string> {
    const parts = new Map<string, string>();
    for (let word = this.#peek(); word?.includes('='); word = this.#peek()) {
      const at = word.indexOf('=');
      parts.set(word.slice(0, at), word.slice(at + 1));
      this.#at++;
    }
    if (parts.size === 0) this.#fail();
    return parts;
  }
}
