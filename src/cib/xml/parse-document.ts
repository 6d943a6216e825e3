import { SaxesParser } from 'saxes';
import type { Problem, Result } from '../../result/problem.ts';
import { startTag } from '../write.ts';
import { positionInText, XmlDocument } from './document.ts';
import { XmlElement, type XmlNode } from './element.ts';

/** Deeper nesting than this is refused, as the field's XML library does; nothing sensible comes near it. */
const MAX_DEPTH = 256;

/** Values longer than this are rarely repeated and are not looked up for sharing. */
const LONGEST_SHARED = 48;

const HINT = 'Repair the document at this place; nothing of it was used.';

/** Builds the element tree from the parser's events; keeps every byte either in the tree or in `original`. */
class TreeBuilder {
  readonly #source: string;
  readonly #strings = new Map<string, string>();
  readonly #stack: XmlElement[] = [];
  /** Offset behind the last piece of markup: text starts there. */
  #behind = 0;
  #pending: string[] = [];
  #start = 0;
  root: XmlElement | null = null;
  rootEnd = 0;
  tooDeepAt = -1;

  constructor(source: string) {
    this.#source = source;
  }

  #share(text: string): string {
    if (text.length > LONGEST_SHARED) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  }

  #append(node: XmlNode): void {
    this.#stack[this.#stack.length - 1]?.children.push(node);
  }

  /** Keeps the text between the last markup and the one that starts at `offset`. */
  #textUpTo(offset: number): void {
    if (offset > this.#behind && this.#stack.length > 0) {
      this.#append({ kind: 'text', raw: this.#share(this.#source.slice(this.#behind, offset)) });
    }
  }

  openStart(position: number): void {
    this.#start = this.#source.lastIndexOf('<', position - 1);
    this.#textUpTo(this.#start);
    this.#pending = [];
  }

  attribute(name: string, value: string): void {
    this.#pending.push(this.#share(name), this.#share(value));
  }

  open(tag: { readonly name: string; readonly isSelfClosing: boolean }, position: number): void {
    const element = new XmlElement(this.#share(tag.name), this.#pending, [], this.#start);
    const start = this.#source.slice(this.#start, position);
    const canonicalStart = startTag(element.name, element.attributes, tag.isSelfClosing);
    if (start !== canonicalStart) element.original = { start, canonicalStart, end: '' };
    if (this.#stack.length === 0) this.root ??= element;
    this.#append(element);
    if (this.#stack.length >= MAX_DEPTH && this.tooDeepAt < 0) this.tooDeepAt = this.#start;
    this.#stack.push(element);
    this.#behind = position;
  }

  close(isSelfClosing: boolean, position: number): void {
    const element = this.#stack[this.#stack.length - 1];
    if (element === undefined) return;
    if (!isSelfClosing) {
      const offset = this.#source.lastIndexOf('</', position - 1);
      this.#textUpTo(offset);
      const end = this.#source.slice(offset, position);
      const isUsual = end === `</${element.name}>` && element.children.length > 0;
      if (!isUsual || element.original !== null) {
        const canonicalStart = startTag(element.name, element.attributes, false);
        element.original = { start: element.original?.start ?? canonicalStart, canonicalStart, end };
      }
    }
    this.#stack.pop();
    this.#behind = position;
    if (this.#stack.length === 0) this.rootEnd = position;
  }

  verbatim(position: number): void {
    const offset = this.#source.indexOf('<', this.#behind);
    this.#textUpTo(offset);
    this.#append({ kind: 'verbatim', raw: this.#source.slice(offset, position) });
    this.#behind = position;
  }
}

function malformed(code: string, message: string, source: string, offset: number): Problem {
  const at = positionInText(source, Math.max(0, Math.min(offset, source.length - 1)));
  return { code, severity: 'error', message, hint: HINT, id: null, at };
}

/** Parses a text into an element tree that can be written back unchanged; never returns half a document. */
export function parseDocument(source: string): Result<XmlDocument> {
  const parser = new SaxesParser({ position: true });
  const builder = new TreeBuilder(source);
  let problem: Problem | null = null;
  parser.on('error', (error) => {
    const message = error.message.replace(/^[0-9]+:[0-9]+: /, '').replace(/\.$/, '');
    problem ??= malformed('HWS-CIB-001', `malformed XML: ${message}`, source, parser.position - 1);
  });
  parser.on('opentagstart', () => builder.openStart(parser.position));
  parser.on('attribute', (attribute) => builder.attribute(attribute.name, attribute.value));
  parser.on('opentag', (tag) => builder.open(tag, parser.position));
  parser.on('closetag', (tag) => builder.close(tag.isSelfClosing, parser.position));
  parser.on('comment', () => builder.verbatim(parser.position));
  parser.on('cdata', () => builder.verbatim(parser.position));
  parser.on('processinginstruction', () => builder.verbatim(parser.position));
  parser.write(source).close();
  if (problem === null && builder.tooDeepAt >= 0) {
    const message = `elements are nested deeper than ${MAX_DEPTH} levels`;
    problem = malformed('HWS-CIB-002', message, source, builder.tooDeepAt);
  }
  const root = builder.root;
  if (problem !== null || root === null) {
    return { ok: false, problems: [problem ?? malformed('HWS-CIB-001', 'no element found', source, 0)] };
  }
  const document = new XmlDocument(root, source, source.slice(0, root.offset), source.slice(builder.rootEnd));
  return { ok: true, value: document, problems: [] };
}
