/** Positions a pattern may ask for without consuming a character. */
export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'word-boundary'
  | 'not-word-boundary'
  | 'word-start'
  | 'word-end';

/** Tests one character, given as code point. */
export type CharacterTest = (codePoint: number) => boolean;

/** A pattern as a tree. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: 'group'; readonly number: number; readonly part: PatternNode };

/** What is wrong with a pattern, in words for the operator. */
export class PatternError extends Error {}

const DEEPEST_NESTING = 250;
const MOST_REPEATS = 32_767;

/** Reads a POSIX extended regular expression. Throws a PatternError, which the caller turns into a value. */
export function parsePattern(text: string): { readonly root: PatternNode; readonly groups: number } {
  const parser = new PatternParser([...text]);
  const root = parser.choice(0);
  return { root, groups: parser.groups };
}

class PatternParser {
  readonly characters: readonly string[];
  position = 0;
  groups = 0;

  constructor(characters: readonly string[]) {
    this.characters = characters;
  }

  choice(depth: number): PatternNode {
    const options: PatternNode[] = [this.#sequence(depth)];
    while (this.#peek() === '|') {
      this.position++;
      options.push(this.#sequence(depth));
    }
    return options.length === 1 ? (options[0] as PatternNode) : { kind: 'choice', options };
  }

  #peek(): string | null {
    return this.characters[this.position] ?? null;
  }

  #sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    for (let next = this.#peek(); next !== null && next !== '|'; next = this.#peek()) {
      if (next === ')' && depth > 0) break;
      parts.push(this.#repeats(this.#atom(depth)));
    }
    if (parts.length === 1) return parts[0] as PatternNode;
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  #atom(depth: number): PatternNode {
    const next = this.characters[this.position++] as string;
    switch (next) {
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'character', test: this.#bracket() };
      case '.':
        return { kind: 'character', test: () => true };
      case '^':
        return { kind: 'assertion', assertion: 'text-start' };
      case '$':
        return { kind: 'assertion', assertion: 'text-end' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError(`there is nothing before "${next}" that could be repeated`);
      default:
        return literal(next);
    }
  }

  #group(depth: number): PatternNode {
    if (depth >= DEEPEST_NESTING) throw new PatternError('parentheses are nested too deeply');
    const number = ++this.groups;
    const part = this.choice(depth + 1);
    if (this.#peek() !== ')') throw new PatternError('a "(" is not closed');
    this.position++;
    return { kind: 'group', number, part };
  }

  #escape(): PatternNode {
    const next = this.characters[this.position++];
    if (next === undefined) throw new PatternError('it ends with a lone backslash');
    if (next >= '1' && next <= '9') {
      throw new PatternError(`back reference "\\${next}" is not supported`);
    }
    const assertion = ESCAPED_ASSERTIONS.get(next);
    if (assertion !== undefined) return { kind: 'assertion', assertion };
    const test = ESCAPED_CLASSES.get(next);
    return test === undefined ? literal(next) : { kind: 'character', test };
  }

  #repeats(atom: PatternNode): PatternNode {
    let part = atom;
    for (let stacked = 0; ; stacked++) {
      const bounds = this.#bounds();
      if (bounds === null) return part;
      if (stacked === DEEPEST_NESTING) throw new PatternError('repeats are nested too deeply');
      if (atom.kind === 'assertion') {
        throw new PatternError('an anchor such as "^" or "$" cannot be repeated');
      }
      part = { kind: 'repeat', part, minimum: bounds[0], maximum: bounds[1] };
    }
  }

  #bounds(): readonly [number, number] | null {
    switch (this.#peek()) {
      case '*':
        this.position++;
        return [0, Number.POSITIVE_INFINITY];
      case '+':
        this.position++;
        return [1, Number.POSITIVE_INFINITY];
      case '?':
        this.position++;
        return [0, 1];
      case '{':
        this.position++;
        return this.#interval();
      default:
        return null;
    }
  }

  #interval(): readonly [number, number] {
    const minimum = this.#number();
    let maximum = minimum;
    if (this.#peek() === ',') {
      this.position++;
      maximum = this.#number() ?? Number.POSITIVE_INFINITY;
    } else if (minimum === null) {
      throw new PatternError('a "{" is not followed by a number of repetitions');
    }
    if (this.#peek() !== '}') throw new PatternError('a "{" is not closed by "}"');
    this.position++;
    const least = minimum ?? 0;
    const most = maximum ?? Number.POSITIVE_INFINITY;
    if (least > most) throw new PatternError(`{${least},${most}} asks for more than it allows`);
    if (least > MOST_REPEATS || (most !== Number.POSITIVE_INFINITY && most > MOST_REPEATS)) {
      throw new PatternError(`more than ${MOST_REPEATS} repetitions`);
    }
    return [least, most];
  }

  #number(): number | null {
    const start = this.position;
    while (/^[0-9]$/.test(this.#peek() ?? '')) this.position++;
    return start === this.position ? null : Number(this.characters.slice(start, this.position).join(''));
  }

  /** `[…]` after its opening bracket. */
  #bracket(): CharacterTest {
    const isNegated = this.#peek() === '^';
    if (isNegated) this.position++;
    const tests: CharacterTest[] = [];
    const ranges: number[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const next = this.#peek();
      if (next === null) throw new PatternError('a "[" is not closed');
      if (next === ']' && !isFirst) break;
      if (next === '[' && this.characters[this.position + 1] === ':') {
        tests.push(this.#namedClass());
        continue;
      }
      const low = this.#bracketCharacter();
      let high = low;
      if (this.#peek() === '-' && this.characters[this.position + 1] !== ']') {
        this.position++;
        if (this.#peek() === null) throw new PatternError('a "[" is not closed');
        high = this.#bracketCharacter();
      }
      if (high < low) throw new PatternError('a range in "[…]" ends before it starts');
      ranges.push(low, high);
    }
    this.position++;
    return bracketTest(tests, ranges, isNegated);
  }

  #bracketCharacter(): number {
    const next = this.characters[this.position] as string;
    const mark = this.characters[this.position + 1];
    if (next !== '[' || (mark !== '.' && mark !== '=')) {
      this.position++;
      return next.codePointAt(0) as number;
    }
    const [, , inner, mark2, close] = this.characters.slice(this.position, this.position + 5);
    if (inner === undefined || mark2 !== mark || close !== ']') {
      throw new PatternError(`"[${mark}" in "[…]" must hold one character`);
    }
    this.position += 5;
    return inner.codePointAt(0) as number;
  }

  #namedClass(): CharacterTest {
    const end = this.characters.indexOf(']', this.position);
    const name = this.characters.slice(this.position + 2, Math.max(end - 1, 0)).join('');
    const test = end > 0 && this.characters[end - 1] === ':' ? NAMED_CLASSES.get(name) : undefined;
    if (test === undefined) throw new PatternError(`"[:${name}:]" is not a class of characters`);
    this.position = end + 1;
    return test;
  }
}

function literal(character: string): PatternNode {
  const wanted = character.codePointAt(0) as number;
  return { kind: 'character', test: (codePoint) => codePoint === wanted };
}

function bracketTest(
  tests: readonly CharacterTest[],
  ranges: readonly number[],
  isNegated: boolean,
): CharacterTest {
  const isMember = (codePoint: number): boolean => {
    for (let i = 0; i < ranges.length; i += 2) {
      if (codePoint >= (ranges[i] as number) && codePoint <= (ranges[i + 1] as number)) return true;
    }
    return tests.some((test) => test(codePoint));
  };
  return isNegated ? (codePoint) => !isMember(codePoint) : isMember;
}

const isDigit: CharacterTest = (c) => c >= 48 && c <= 57;
const isUpper: CharacterTest = (c) => c >= 65 && c <= 90;
const isLower: CharacterTest = (c) => c >= 97 && c <= 122;
const isAlpha: CharacterTest = (c) => isUpper(c) || isLower(c);
const isSpace: CharacterTest = (c) => c === 32 || (c >= 9 && c <= 13);
const isGraph: CharacterTest = (c) => c > 32 && c < 127;

/** Letters, digits and the underscore: what words consist of. */
export const isWordCharacter: CharacterTest = (c) => isAlpha(c) || isDigit(c) || c === 95;

const NAMED_CLASSES: ReadonlyMap<string, CharacterTest> = new Map([
  ['alnum', (c) => isAlpha(c) || isDigit(c)],
  ['alpha', isAlpha],
  ['blank', (c) => c === 32 || c === 9],
  ['cntrl', (c) => c < 32 || c === 127],
  ['digit', isDigit],
  ['graph', isGraph],
  ['lower', isLower],
  ['print', (c) => isGraph(c) || c === 32],
  ['punct', (c) => isGraph(c) && !isAlpha(c) && !isDigit(c)],
  ['space', isSpace],
  ['upper', isUpper],
  ['xdigit', (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102)],
] satisfies [string, CharacterTest][]);

const ESCAPED_CLASSES: ReadonlyMap<string, CharacterTest> = new Map([
  ['w', isWordCharacter],
  ['W', (c) => !isWordCharacter(c)],
  ['s', isSpace],
  ['S', (c) => !isSpace(c)],
] satisfies [string, CharacterTest][]);

const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', 'word-boundary'],
  ['B', 'not-word-boundary'],
  ['<', 'word-start'],
  ['>', 'word-end'],
  ['`', 'text-start'],
  ["'", 'text-end'],
] satisfies [string, Assertion][]);
