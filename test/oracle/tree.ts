import { XmlElement } from '../../src/cib/xml/element.ts';

/** All elements of a name below an element, in document order. */
export function descendants(root: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of root.elements()) {
    if (child.name === name) found.push(child);
    found.push(...descendants(child, name));
  }
  return found;
}

/** A deep copy, so that changing it leaves the original alone. */
export function cloneTree(root: XmlElement): XmlElement {
  return new XmlElement(
    root.name,
    [...root.attributes],
    root.children.map((child) => (child.kind === 'element' ? cloneTree(child) : child)),
    root.offset,
  );
}

/** Takes a child out of its parent, if it is there. */
export function removeChild(parent: XmlElement, child: XmlElement): void {
  const index = parent.children.indexOf(child);
  if (index >= 0) parent.children.splice(index, 1);
}
