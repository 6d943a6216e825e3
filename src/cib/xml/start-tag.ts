import { isAllowed, isSpace, nameEnd, skipSpaces } from './characters.ts';
import { attributeValue, referenceEnd } from './references.ts';

/** Where a document is malformed, and how. */
export class Fault {
  readonly offset: number;
  readonly message: string;

  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

export interface StartTag {
  readonly name: string;
  /** Name and value alternate, values unescaped. */
  readonly attributes: string[];
  readonly isSelfClosing: boolean;
  /** Offset behind the tag. */
  readonly end: number;
  /** Whether every value stands between `="` and `"` as it is, after exactly one space, and nothing else does. */
  readonly isPlain: boolean;
}

/** From so many attributes on, the names seen are kept in a set. */
const MANY = 24;

/** Reads one tag character by character; `at` is the offset of its `<`. Strict: anything malformed is a fault. */
class StartTagReader {
  readonly #text: string;
  readonly #strings: Map<string, string>;
  readonly #attributes: string[] = [];
  #names: Set<string> | null = null;
  #isPlain = true;

  constructor(text: string, strings: Map<string, string>) {
    this.#text = text;
    this.#strings = strings;
  }

  read(start: number): StartTag | Fault {
    const text = this.#text;
    let at = nameEnd(text, start + 1);
    if (at === start + 1) return new Fault(at, 'a tag needs a name');
    const name = this.#shared(start + 1, at);
    for (;;) {
      const behind = skipSpaces(text, at);
      const code = text.charCodeAt(behind);
      const isSelfClosing = code === 47;
      if (code === 62 || isSelfClosing) {
        if (isSelfClosing && text.charCodeAt(behind + 1) !== 62)
          return new Fault(behind, 'a slash in a tag must be followed by >');
        const isPlain = this.#isPlain && behind === at;
        const end = behind + (isSelfClosing ? 2 : 1);
        return { name, attributes: this.#attributes, isSelfClosing, end, isPlain };
      }
      if (behind >= text.length) return new Fault(start, `the tag <${name} does not end`);
      if (behind === at) return new Fault(at, `there must be white space between the parts of <${name}`);
      if (behind > at + 1 || text.charCodeAt(at) !== 32) this.#isPlain = false;
      const next = this.#readAttribute(behind, name);
      if (next instanceof Fault) return next;
      at = next;
    }
  }

  #shared(from: number, to: number): string {
    const text = this.#text.slice(from, to);
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  }

  /** Reads `name="value"`; answers with the offset behind it. */
  #readAttribute(from: number, element: string): number | Fault {
    const text = this.#text;
    const behindName = nameEnd(text, from);
    if (behindName === from)
      return new Fault(from, `a character that no attribute name of <${element}> begins with`);
    const name = this.#shared(from, behindName);
    const sign = skipSpaces(text, behindName);
    if (text.charCodeAt(sign) !== 61)
      return new Fault(sign, `attribute ${name} of <${element}> has no value`);
    const opening = skipSpaces(text, sign + 1);
    const quote = text.charCodeAt(opening);
    if (quote !== 34 && quote !== 39)
      return new Fault(opening, `the value of attribute ${name} of <${element}> is not quoted`);
    if (quote !== 34 || opening !== behindName + 1) this.#isPlain = false;
    const value = this.#readValue(opening + 1, quote, name, element);
    if (value instanceof Fault) return value;
    if (this.#isTwice(name)) return new Fault(from, `attribute ${name} of <${element}> is there twice`);
    this.#attributes.push(name, value.value);
    return value.end;
  }

  #readValue(
    from: number,
    quote: number,
    name: string,
    element: string,
  ): { value: string; end: number } | Fault {
    const text = this.#text;
    let isLiteral = true;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        const raw = text.slice(from, at);
        return { value: isLiteral ? raw : attributeValue(raw), end: at + 1 };
      }
      if (code === 60) return new Fault(at, `< in the value of attribute ${name} of <${element}>`);
      if (code === 38) {
        const end = referenceEnd(text, at);
        if (end < 0)
          return new Fault(
            at,
            `a reference to nothing known in the value of attribute ${name} of <${element}>`,
          );
        at = end - 1;
        isLiteral = false;
        this.#isPlain = false;
      } else if (code === 62 || code === 34 || isSpace(code)) {
        // The writer escapes these, blanks excepted.
        if (code !== 32) this.#isPlain = false;
        if (code < 32) isLiteral = false;
      } else if (code < 32 || code >= 0xd800) {
        const point = text.codePointAt(at) as number;
        if (!isAllowed(point)) return new Fault(at, 'a character that no document may hold');
        if (point > 0xffff) at++;
      }
    }
    return new Fault(from, `the value of attribute ${name} of <${element}> does not end`);
  }

  #isTwice(name: string): boolean {
    const list = this.#attributes;
    if (list.length < 2 * MANY) {
      for (let i = 0; i < list.length; i += 2) if (list[i] === name) return true;
      return false;
    }
    if (this.#names === null) {
      this.#names = new Set();
      for (let i = 0; i < list.length; i += 2) this.#names.add(list[i] as string);
    }
    if (this.#names.has(name)) return true;
    this.#names.add(name);
    return false;
  }
}

/** Reads the tag whose `<` is at an offset; `strings` keeps one string for each name. */
export function readStartTag(text: string, at: number, strings: Map<string, string>): StartTag | Fault {
  return new StartTagReader(text, strings).read(at);
}
