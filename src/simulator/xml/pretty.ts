import { escapeText, startTag } from '../../cib/write.ts';
import type { XmlElement } from '../../cib/xml/element.ts';

/**
 * An element and everything in it, one line each, indented by two blanks a level. White space between elements is
 * made anew; comments and other text stay.
 */
export function prettyXml(root: XmlElement): string {
  const out: string[] = [];
  print(root, '', out);
  return `${out.join('\n')}\n`;
}

function print(element: XmlElement, indent: string, out: string[]): void {
  const children = element.children.filter((child) => child.kind !== 'text' || child.raw.trim() !== '');
  if (children.length === 0) {
    out.push(indent + startTag(element.name, element.attributes, true));
    return;
  }
  const start = indent + startTag(element.name, element.attributes, false);
  if (children.every((child) => child.kind === 'text')) {
    out.push(`${start}${children.map((child) => child.raw).join('')}</${element.name}>`);
    return;
  }
  out.push(start);
  for (const child of children) {
    if (child.kind === 'element') print(child, `${indent}  `, out);
    else out.push(`${indent}  ${child.raw.trim()}`);
  }
  out.push(`${indent}</${element.name}>`);
}

/** Text content of an element. */
export function textChild(text: string): { readonly kind: 'text'; readonly raw: string } {
  return { kind: 'text', raw: escapeText(text) };
}
