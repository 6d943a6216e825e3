import { XmlElement } from './element.ts';

/** The child of this name, made at the end when missing. */
export function childOf(parent: XmlElement, name: string): XmlElement {
  const found = parent.first(name);
  if (found !== null) return found;
  const made = new XmlElement(name);
  parent.children.push(made);
  return made;
}
