import { XmlElement, type XmlNode } from '../../cib/xml/element.ts';

/**
 * Deep copy of a tree, so that playing through a transition leaves the given document alone. White space between
 * elements is left behind: what is saved is laid out anew.
 */
export function copyTree(element: XmlElement): XmlElement {
  const children: XmlNode[] = [];
  for (const child of element.children) {
    if (child.kind === 'element') children.push(copyTree(child));
    else if (child.kind !== 'text' || child.raw.trim() !== '') children.push(child);
  }
  return new XmlElement(element.name, element.attributes.slice(), children, element.offset);
}
