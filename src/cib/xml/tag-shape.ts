import type { XmlNode } from './element.ts';

/** A text elements were found in: reads on demand what an element holds. */
export interface ElementSource {
  readonly text: string;
  /** Children of an element that was found well-formed; `from` is the offset behind its start tag. */
  childrenAt(from: number): XmlNode[];
}

/** Characters that may stand in a value as they are, and that the writer would leave as they are. */
const PLAIN_VALUE = '[^<>&"\\x00-\\x1f\\ud800-\\udfff\\ufffe\\uffff]*';

function literal(text: string): string {
  return text.replace(/[.:-]/g, '\\$&');
}

/**
 * How a whole family of tags is spelt: one element name, the same attributes in the same order, nothing unusual. Large
 * documents consist of a few such families. Whether a tag belongs to one is a single match of an expression the engine
 * compiles, and proves the tag well-formed; where the values are then follows from the lengths of the names.
 */
export class TagShape {
  readonly source: ElementSource;
  readonly name: string;
  readonly names: readonly string[];
  readonly isSelfClosing: boolean;
  readonly #pattern: RegExp;
  /** The value each attribute had when last asked: most repeat, and are then one string. */
  readonly #recent: string[];
  /** The names that were last picked, and where they stand. */
  #wanted: readonly string[] = [];
  #slots: readonly number[] = [];
  /** The shape that came after this one the last time: a good guess for the next time. */
  next: TagShape | null = null;

  constructor(source: ElementSource, name: string, names: readonly string[], isSelfClosing: boolean) {
    this.source = source;
    this.name = name;
    this.names = names;
    this.isSelfClosing = isSelfClosing;
    this.#recent = names.map(() => '');
    const attributes = names.map((attribute) => ` ${literal(attribute)}="${PLAIN_VALUE}"`).join('');
    this.#pattern = new RegExp(`<${literal(name)}${attributes}${isSelfClosing ? '/' : ''}>`, 'y');
  }

  /** Offset behind the tag of this shape that begins at an offset; −1 when there is none. */
  match(at: number): number {
    const pattern = this.#pattern;
    pattern.lastIndex = at;
    return pattern.test(this.source.text) ? pattern.lastIndex : -1;
  }

  #value(index: number, from: number, to: number): string {
    const text = this.source.text;
    const recent = this.#recent[index] as string;
    if (recent.length === to - from && text.startsWith(recent, from)) return recent;
    const value = text.slice(from, to);
    this.#recent[index] = value;
    return value;
  }

  /**
   * Value of one attribute of the tag at an offset; `null` when this shape does not have it. When the value is the one
   * that is thought likely, that very string is returned.
   */
  get(offset: number, name: string, likely?: string): string | null {
    const { text } = this.source;
    const { names } = this;
    let at = offset + 1 + this.name.length;
    for (let i = 0; i < names.length; i++) {
      const attribute = names[i] as string;
      const from = at + attribute.length + 3;
      const to = text.indexOf('"', from);
      if (attribute === name) {
        const isLikely = likely?.length === to - from && text.startsWith(likely, from);
        return isLikely ? likely : this.#value(i, from, to);
      }
      at = to + 1;
    }
    return null;
  }

  /** For each attribute up to the last wanted one, its place in a list of wanted names; −1 when it is not wanted. */
  #slotsOf(wanted: readonly string[]): readonly number[] {
    if (this.#wanted !== wanted) {
      const slots = this.names.map((name) => wanted.indexOf(name));
      while (slots.at(-1) === -1) slots.pop();
      this.#wanted = wanted;
      this.#slots = slots;
    }
    return this.#slots;
  }

  /** Values of several attributes of the tag at an offset in one go; `null` for those this shape does not have. */
  pick(offset: number, wanted: readonly string[], into: (string | null)[]): void {
    const { text } = this.source;
    const { names } = this;
    const slots = this.#slotsOf(wanted);
    into.fill(null);
    let at = offset + 1 + this.name.length;
    for (let i = 0; i < slots.length; i++) {
      const attribute = names[i] as string;
      const from = at + attribute.length + 3;
      const to = text.indexOf('"', from);
      const slot = slots[i] as number;
      if (slot >= 0) into[slot] = this.#value(i, from, to);
      at = to + 1;
    }
  }

  /** All attributes of the tag at an offset, name and value alternating. */
  attributes(offset: number): string[] {
    const { names } = this;
    const values = new Array<string>(2 * names.length);
    let at = offset + 1 + this.name.length;
    for (let i = 0; i < names.length; i++) {
      const attribute = names[i] as string;
      const from = at + attribute.length + 3;
      const to = this.source.text.indexOf('"', from);
      values[2 * i] = attribute;
      values[2 * i + 1] = this.#value(i, from, to);
      at = to + 1;
    }
    return values;
  }

  /** Children of the element whose tag is at an offset. */
  children(offset: number): XmlNode[] {
    return this.isSelfClosing ? [] : this.source.childrenAt(this.match(offset));
  }
}
