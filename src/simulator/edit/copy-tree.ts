import { XmlElement, type XmlNode } from '../../cib/xml/element.ts';

/**
 * Deep copy of a tree, so that playing through a transition leaves the given document alone. White space between
 * elements is left behind: what is saved is laid out anew. What nobody has read yet stays unread in both.
 */
export function copyTree(element: XmlElement): XmlElement {
  if (element.unreadText !== null) return element.copy();
  const children: XmlNode[] = [];
  for (const child of element.children) {
    if (child.kind === 'element') children.push(copyTree(child));
    else if (child.kind !== 'text' || child.raw.trim() !== '') children.push(child);
  }
  return new XmlElement(element.name, element.attributes.slice(), children, element.offset);
}
