import { writeXml } from '../../cib/write.ts';
import { XmlElement } from '../../cib/xml/element.ts';

/** An element with one tag a line, for people, editors, and scripts that work by lines. */
export function indented(element: XmlElement, depth = 0): string {
  const children = [...element.elements()];
  const front = '  '.repeat(depth);
  const alone = new XmlElement(element.name, element.attributes.slice());
  const tag = writeXml(alone).trim();
  if (children.length === 0) return `${front}${tag}\n`;
  const inner = children.map((child) => indented(child, depth + 1)).join('');
  return `${front}${tag.replace(/\/>$/, '>')}\n${inner}${front}</${element.name}>\n`;
}
