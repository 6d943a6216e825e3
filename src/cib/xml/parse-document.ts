import { SaxesParser } from 'saxes';
import type { Problem, Result } from '../../result/problem.ts';
import { startTag } from '../write.ts';
import { positionInText, XmlDocument } from './document.ts';
import { XmlElement, type XmlNode, type XmlText } from './element.ts';

/** Deeper nesting than this is refused, as the field's XML library does; nothing sensible comes near it. */
const MAX_DEPTH = 256;

/** Values longer than this are rarely repeated and are not looked up for sharing. */
const LONGEST_SHARED = 48;

const HINT = 'Repair the document at this place; nothing of it was used.';

/** Whether a tag stands in the source just as the writer would spell it; values with escapes count as not. */
function isPlain(
  source: string,
  from: number,
  to: number,
  name: string,
  attributes: readonly string[],
  isSelfClosing: boolean,
): boolean {
  if (source.indexOf('>', from) !== to - 1) return false;
  let at = from + 1 + name.length;
  for (let i = 0; i < attributes.length; i += 2) {
    const key = attributes[i] as string;
    const value = attributes[i + 1] as string;
    // The parser has read name, sign and quote here in this order, so lengths and separators tell the rest.
    const quote = at + key.length + 2;
    if (source.charCodeAt(at) !== 32 || source.charCodeAt(quote) !== 34) return false;
    if (source.charCodeAt(quote - 1) !== 61) return false;
    at = quote + value.length + 2;
    if (source.charCodeAt(at - 1) !== 34 || !source.startsWith(value, quote + 1)) return false;
  }
  return at + (isSelfClosing ? 2 : 1) === to;
}

const VERBATIM_ENDS: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** Where the text, comment, CDATA section or instruction ends that starts at an offset of a gap between tags. */
function pieceEnd(gap: string, from: number): number {
  for (const [start, end] of VERBATIM_ENDS) {
    if (!gap.startsWith(start, from)) continue;
    const at = gap.indexOf(end, from + start.length);
    return at < 0 ? gap.length : at + end.length;
  }
  const next = gap.indexOf('<', from + 1);
  return next < 0 ? gap.length : next;
}

/** Builds the element tree from the parser's events; keeps every byte either in the tree or in `original`. */
class TreeBuilder {
  readonly #source: string;
  readonly #strings = new Map<string, string>();
  readonly #texts = new Map<string, XmlText>();
  readonly #stack: XmlElement[] = [];
  /** Offset behind the last piece of markup: text starts there. */
  #behind = 0;
  readonly #pending: string[] = [];
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

  /** Keeps what stands between the last tag and the one that starts at `offset`. */
  #keepGap(offset: number): void {
    if (offset <= this.#behind || this.#stack.length === 0) return;
    const gap = this.#source.slice(this.#behind, offset);
    for (let at = 0; at < gap.length; ) {
      const end = pieceEnd(gap, at);
      const raw = gap.slice(at, end);
      this.#append(raw.startsWith('<') ? { kind: 'verbatim', raw } : this.#text(raw));
      at = end;
    }
  }

  #text(raw: string): XmlText {
    let text = this.#texts.get(raw);
    if (text === undefined) {
      text = { kind: 'text', raw };
      this.#texts.set(raw, text);
    }
    return text;
  }

  attribute(name: string, value: string): void {
    this.#pending.push(this.#share(name), this.#share(value));
  }

  open(tag: { readonly name: string; readonly isSelfClosing: boolean }, position: number): void {
    // Attribute values hold no `<`, so the nearest one is where the tag starts.
    const offset = this.#source.lastIndexOf('<', position - 1);
    this.#keepGap(offset);
    // A copy has no room to grow, which the array it was collected in has.
    const attributes = this.#pending.slice();
    this.#pending.length = 0;
    const element = new XmlElement(this.#share(tag.name), attributes, [], offset);
    const { isSelfClosing } = tag;
    if (!isPlain(this.#source, offset, position, element.name, attributes, isSelfClosing)) {
      const start = this.#source.slice(offset, position);
      const canonicalStart = startTag(element.name, attributes, isSelfClosing);
      if (start !== canonicalStart) element.original = { start, canonicalStart, end: '' };
    }
    if (this.#stack.length === 0) this.root ??= element;
    this.#append(element);
    if (this.#stack.length >= MAX_DEPTH && this.tooDeepAt < 0) this.tooDeepAt = offset;
    this.#stack.push(element);
    this.#behind = position;
  }

  close(isSelfClosing: boolean, position: number): void {
    const element = this.#stack[this.#stack.length - 1];
    if (element === undefined) return;
    if (!isSelfClosing) {
      const offset = this.#source.lastIndexOf('</', position - 1);
      this.#keepGap(offset);
      const end = this.#source.slice(offset, position);
      const isUsual = position - offset === element.name.length + 3 && element.children.length > 0;
      if (!isUsual || element.original !== null) {
        const canonicalStart = startTag(element.name, element.attributes, false);
        element.original = { start: element.original?.start ?? canonicalStart, canonicalStart, end };
      }
    }
    this.#stack.pop();
    this.#behind = position;
    if (this.#stack.length === 0) this.rootEnd = position;
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
  // No more handlers than these four: with some more, the engine stores the parser in a way six times as slow.
  parser.on('attribute', (attribute) => builder.attribute(attribute.name, attribute.value));
  parser.on('opentag', (tag) => builder.open(tag, parser.position));
  parser.on('closetag', (tag) => builder.close(tag.isSelfClosing, parser.position));
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
