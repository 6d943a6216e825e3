import { startTag } from '../write.ts';
import { isSpace, skipSpaces } from './characters.ts';
import { XmlElement, type XmlNode, type XmlText } from './element.ts';
import { cdataEnd, commentEnd, instructionEnd, textFault } from './markup.ts';
import { ShapeTable } from './shape-table.ts';
import { Fault, readStartTag } from './start-tag.ts';
import type { ElementSource, TagShape } from './tag-shape.ts';

/** Deeper nesting than this is refused, as the field's XML library does; nothing sensible comes near it. */
export const MAX_DEPTH = 256;

/** What each node knows of each resource is most of a large document: it is read when asked for. */
const READ_LATER = 'lrm_resource';

/** An element whose end tag has not been met yet. */
interface OpenElement {
  readonly name: string;
  readonly offset: number;
  /** `null` within an element that is read later. */
  readonly element: XmlElement | null;
  /** Set when the element is to be read later. */
  readonly shape: TagShape | null;
  /** Offset behind the start tag. */
  readonly behind: number;
}

/**
 * Makes an element tree of a text in one pass that checks every character. Every byte ends up in the tree. Operation
 * history is checked like everything else, but its elements only remember where they stand.
 */
export class TreeReader implements ElementSource {
  readonly text: string;
  readonly #shapes: ShapeTable;
  readonly #strings = new Map<string, string>();
  readonly #texts = new Map<string, XmlText>();
  #open: OpenElement[] = [];
  /** Children of the document or subtree that is being read. */
  #top: XmlNode[] = [];
  /** How many of the open elements lie within one that is read later, itself included. */
  #later = 0;
  /** Offset of the first element that is nested too deep; −1 when there is none. */
  tooDeepAt = -1;

  constructor(text: string) {
    this.text = text;
    this.#shapes = new ShapeTable(this);
  }

  childrenAt(from: number): XmlNode[] {
    const children: XmlNode[] = [];
    const { text } = this;
    let at = from;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag > at) children.push(this.#textNode(at, tag));
      if (text.charCodeAt(tag + 1) === 47) return children;
      const shape = this.#shapes.expect(tag);
      if (shape?.isSelfClosing === true) {
        at = this.#shapes.end;
        children.push(XmlElement.unread(shape, tag, at));
        continue;
      }
      const end = this.read(tag, children);
      // The text was found well-formed when it was parsed.
      if (end instanceof Fault) throw new Error(`the XML text has changed at ${end.offset}: ${end.message}`);
      at = end;
    }
  }

  /** Reads the markup that begins at an offset and all that belongs to it; answers with the offset behind it. */
  read(start: number, into: XmlNode[]): number | Fault {
    const outer = this.#open;
    const outerTop = this.#top;
    this.#open = [];
    this.#top = into;
    const end = this.#readAll(start);
    this.#open = outer;
    this.#top = outerTop;
    return end;
  }

  #readAll(start: number): number | Fault {
    const { text } = this;
    let at = start;
    for (;;) {
      const behind = this.#readMarkup(at);
      if (behind instanceof Fault || this.#open.length === 0) return behind;
      const tag = text.indexOf('<', behind);
      if (tag < 0) return this.#unclosed();
      if (tag > behind) {
        const fault = textFault(text, behind, tag);
        if (fault !== null) return fault;
        if (this.#later === 0) this.#append(this.#textNode(behind, tag));
      }
      at = tag;
    }
  }

  #unclosed(): Fault {
    const last = this.#open[this.#open.length - 1] as OpenElement;
    return new Fault(last.offset, `element <${last.name}> is not closed`);
  }

  #readMarkup(at: number): number | Fault {
    const { text } = this;
    const code = text.charCodeAt(at + 1);
    if (code === 47) return this.#readEndTag(at);
    if (code !== 33 && code !== 63) return this.#readStartTag(at);
    let end: number | Fault;
    if (code === 63) end = instructionEnd(text, at);
    else if (text.startsWith('<!--', at)) end = commentEnd(text, at);
    else if (text.startsWith('<![CDATA[', at)) end = cdataEnd(text, at);
    else end = new Fault(at, 'a declaration within the root element');
    if (this.#later === 0 && !(end instanceof Fault)) {
      this.#append({ kind: 'verbatim', raw: text.slice(at, end) });
    }
    return end;
  }

  #readStartTag(at: number): number | Fault {
    const expected = this.#shapes.expect(at);
    if (expected !== null) return this.#openShaped(expected, at, this.#shapes.end);
    const known = this.#shapes.find(at);
    if (known !== null) return this.#openShaped(known, at, this.#shapes.end);
    const tag = readStartTag(this.text, at, this.#strings);
    if (tag instanceof Fault) return tag;
    this.#shapes.learn(tag);
    const { name, attributes, isSelfClosing, end } = tag;
    const element = this.#later > 0 ? null : new XmlElement(name, attributes, [], at);
    if (element !== null && !tag.isPlain) {
      const start = this.text.slice(at, end);
      const canonicalStart = startTag(name, attributes, isSelfClosing);
      if (start !== canonicalStart) element.original = { start, canonicalStart, end: '' };
    }
    this.#enter({ name, offset: at, element, shape: null, behind: end }, isSelfClosing);
    return end;
  }

  #openShaped(shape: TagShape, at: number, end: number): number {
    const { name, isSelfClosing } = shape;
    if (this.#later > 0) {
      if (isSelfClosing) this.#checkDepth(at);
      else this.#enter({ name, offset: at, element: null, shape: null, behind: end }, false);
    } else if (name === READ_LATER && !isSelfClosing) {
      this.#enter({ name, offset: at, element: null, shape, behind: end }, false);
    } else {
      const element = new XmlElement(name, shape.attributes(at), [], at);
      this.#enter({ name, offset: at, element, shape: null, behind: end }, isSelfClosing);
    }
    return end;
  }

  #checkDepth(offset: number): void {
    if (this.#open.length >= MAX_DEPTH && this.tooDeepAt < 0) this.tooDeepAt = offset;
  }

  #enter(opened: OpenElement, isSelfClosing: boolean): void {
    this.#checkDepth(opened.offset);
    if (opened.element !== null) this.#append(opened.element);
    if (isSelfClosing) return;
    this.#open.push(opened);
    if (opened.element === null) this.#later++;
  }

  #readEndTag(at: number): number | Fault {
    const { text } = this;
    const opened = this.#open[this.#open.length - 1];
    if (opened === undefined) return new Fault(at, 'an end tag without a start tag');
    const { name } = opened;
    const behindName = at + 2 + name.length;
    const isNamed = text.startsWith(name, at + 2);
    const end = isNamed && text.charCodeAt(behindName) === 62 ? behindName : skipSpaces(text, behindName);
    if (!isNamed || text.charCodeAt(end) !== 62) {
      const found = /^[^\s<>]*/.exec(text.slice(at + 2, at + 80))?.[0] ?? '';
      return new Fault(at, `</${found}> where </${name}> should be`);
    }
    this.#open.pop();
    this.#leave(opened, at, end + 1);
    return end + 1;
  }

  #leave(opened: OpenElement, at: number, end: number): void {
    const { name, offset, shape } = opened;
    let { element } = opened;
    if (element === null) {
      this.#later--;
      if (shape === null) return;
      if (at > opened.behind && end - at === name.length + 3) {
        this.#append(XmlElement.unread(shape, offset, end));
        return;
      }
      // Spelt unusually: the tree has to know how.
      element = new XmlElement(name, shape.attributes(offset), this.childrenAt(opened.behind), offset);
      this.#append(element);
    }
    const isUsual = end - at === name.length + 3 && element.children.length > 0;
    if (isUsual && element.original === null) return;
    const canonicalStart = startTag(name, element.attributes, false);
    const start = element.original?.start ?? canonicalStart;
    element.original = { start, canonicalStart, end: this.text.slice(at, end) };
  }

  #append(node: XmlNode): void {
    const parent = this.#open[this.#open.length - 1]?.element;
    (parent?.children ?? this.#top).push(node);
  }

  /** Equal texts are one node: indentation, for the most part. */
  #textNode(from: number, to: number): XmlText {
    const raw = this.text.slice(from, to);
    if (!isSpace(raw.charCodeAt(0))) return { kind: 'text', raw };
    let text = this.#texts.get(raw);
    if (text === undefined) {
      text = { kind: 'text', raw };
      this.#texts.set(raw, text);
    }
    return text;
  }
}
