import { replaceDisallowed } from './xml/characters.ts';
import type { XmlDocument } from './xml/document.ts';
import type { XmlElement } from './xml/element.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Escapes an attribute value, white space included so that it survives normalization. What no document may hold is kept
 * out where it comes from; should it get here, a replaced character is better than a CIB that nobody can read.
 */
function escapeAttribute(value: string): string {
  if (!/[^ !#-%'-;=?-~]/.test(value)) return value;
  return replaceDisallowed(value).replace(/[&<>"\t\n\r]/g, (c) => ESCAPES[c] as string);
}

/** Escapes text between tags. */
export function escapeText(value: string): string {
  return value.replace(/[&<>\r]/g, (c) => ESCAPES[c] as string);
}

/** The start tag as the writer spells it. */
export function startTag(name: string, attributes: readonly string[], selfClosing: boolean): string {
  let tag = `<${name}`;
  for (let i = 0; i < attributes.length; i += 2) {
    tag += ` ${attributes[i]}="${escapeAttribute(attributes[i + 1] as string)}"`;
  }
  return selfClosing ? `${tag}/>` : `${tag}>`;
}

function writeElement(element: XmlElement, out: string[]): void {
  const unread = element.unreadText;
  if (unread !== null) {
    out.push(unread);
    return;
  }
  const { name, attributes, children, original } = element;
  const isEmpty = children.length === 0;
  let start = startTag(name, attributes, isEmpty && (original === null || original.end === ''));
  let end = isEmpty && (original === null || original.end === '') ? '' : `</${name}>`;
  if (original !== null && original.canonicalStart === start) {
    start = original.start;
    end = original.end;
  }
  out.push(start);
  for (const child of children) {
    if (child.kind === 'element') writeElement(child, out);
    else out.push(child.raw);
  }
  if (end !== '') out.push(end);
}

/** Writes an element with everything in it. What was parsed and not changed comes out as it was written. */
export function writeXml(root: XmlElement): string {
  const out: string[] = [];
  writeElement(root, out);
  return out.join('');
}

/** Writes a whole document, declaration and comments around the root included. */
export function writeDocument(document: XmlDocument): string {
  return document.prolog + writeXml(document.root) + document.epilog;
}
