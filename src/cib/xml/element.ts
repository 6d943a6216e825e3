import type { TagShape } from './tag-shape.ts';

/** Text between tags, kept verbatim (still escaped) so that a document survives a round trip. */
export interface XmlText {
  readonly kind: 'text';
  readonly raw: string;
}

/** A comment, processing instruction or CDATA section, kept verbatim and ignored by everything that decides. */
export interface XmlVerbatim {
  readonly kind: 'verbatim';
  readonly raw: string;
}

export type XmlNode = XmlElement | XmlText | XmlVerbatim;

/** Tags that were spelt in another way than the writer would: written back as they were while still true. */
export interface OriginalTags {
  /** The start tag as it was, and what the writer would have made of it then. */
  readonly start: string;
  readonly canonicalStart: string;
  /** The end tag as it was; empty for a self-closing element. */
  readonly end: string;
}

/**
 * One element of a document. Attributes keep their order; names are interned by the parser, so that comparing them
 * is comparing pointers. Elements made by the scheduler itself (implied resources) have offset −1.
 *
 * An unread element only knows where it stands in the text; its attributes and children are read when they are asked
 * for, each at the first question.
 */
export class XmlElement {
  readonly kind = 'element';
  readonly name: string;
  /** Offset of `<` in the source text, −1 when the element was not read from one. */
  readonly offset: number;
  /** Set by the parser only where the spelling is unusual. */
  original: OriginalTags | null = null;
  #attributes: string[] | null;
  #children: XmlNode[] | null;
  /** How its tag is spelt; `null` when the element was not left unread. */
  #shape: TagShape | null = null;
  /** Offset behind the element, when it was left unread. */
  #end = -1;

  constructor(
    name: string,
    attributes: string[] | null = [],
    children: XmlNode[] | null = [],
    offset = -1,
    shape: TagShape | null = null,
    end = -1,
  ) {
    this.name = name;
    this.offset = offset;
    this.#attributes = attributes;
    this.#children = children;
    this.#shape = shape;
    this.#end = end;
  }

  /** An element that stays in its text until it is asked: its tag has a known shape, its end is known. */
  static unread(shape: TagShape, offset: number, end: number): XmlElement {
    return new XmlElement(shape.name, null, null, offset, shape, end);
  }

  /** Name and value alternate: `[name0, value0, name1, value1, …]`; values are unescaped. */
  get attributes(): string[] {
    this.#attributes ??= this.#shape?.attributes(this.offset) ?? [];
    return this.#attributes;
  }

  get children(): XmlNode[] {
    this.#children ??= this.#shape?.children(this.offset) ?? [];
    return this.#children;
  }

  /** The element as it stands in its text, as long as nobody has asked for anything that could be changed. */
  get unreadText(): string | null {
    if (this.#shape === null || this.#attributes !== null || this.#children !== null) return null;
    return this.#shape.source.text.slice(this.offset, this.#end);
  }

  /** Another element like this one, unread as this one is. */
  copy(): XmlElement {
    const children =
      this.#children?.map((child) => (child.kind === 'element' ? child.copy() : child)) ?? null;
    return new XmlElement(
      this.name,
      this.#attributes?.slice() ?? null,
      children,
      this.offset,
      this.#shape,
      this.#end,
    );
  }

  /**
   * Value of an attribute; `null` when it is absent. An attribute written `name=""` is present and empty. A string that
   * the value is likely to equal saves making another.
   */
  get(name: string, likely?: string): string | null {
    const list = this.#attributes;
    if (list === null) return this.#shape?.get(this.offset, name, likely) ?? null;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return list[i + 1] as string;
    return null;
  }

  /** Values of several attributes at once, in the order of their names; `null` for those that are absent. */
  pick(names: readonly string[], into: (string | null)[]): void {
    if (this.#attributes === null && this.#shape !== null) this.#shape.pick(this.offset, names, into);
    else for (let i = 0; i < names.length; i++) into[i] = this.get(names[i] as string);
  }

  /** Sets an attribute in place, or appends it. */
  set(name: string, value: string): void {
    const list = this.attributes;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) {
        list[i + 1] = value;
        return;
      }
    }
    list.push(name, value);
  }

  /** Removes an attribute; false when there was none. */
  unset(name: string): boolean {
    const list = this.attributes;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) {
        list.splice(i, 2);
        return true;
      }
    }
    return false;
  }

  /** Removes a child node; false when it is none of this element's. */
  remove(child: XmlNode): boolean {
    const at = this.children.indexOf(child);
    if (at < 0) return false;
    this.children.splice(at, 1);
    return true;
  }

  /** Child elements, in document order, optionally only those of one name. */
  *elements(name?: string): Generator<XmlElement> {
    for (const child of this.children) {
      if (child.kind === 'element' && (name === undefined || child.name === name)) yield child;
    }
  }

  /** First child element of a name. */
  first(name: string): XmlElement | null {
    for (const child of this.children) if (child.kind === 'element' && child.name === name) return child;
    return null;
  }
}
