import { XmlElement, type XmlNode } from '../../cib/xml/element.ts';
import { parseDocument } from '../../cib/xml/parse-document.ts';
import type { Result } from '../../result/problem.ts';

/**
 * Copy of a tree in the one spelling that the cluster keeps: without white space between elements and as the writer
 * writes it, so that equal trees have equal texts on all nodes.
 */
export function plainTree(element: XmlElement): XmlElement {
  const children: XmlNode[] = [];
  for (const child of element.children) {
    if (child.kind === 'element') children.push(plainTree(child));
    else if (child.kind !== 'text' || child.raw.trim() !== '') children.push(child);
  }
  return new XmlElement(element.name, element.attributes.slice(), children);
}

/** Reads an element from a text. */
export function parseTree(text: string): Result<XmlElement> {
  const parsed = parseDocument(text);
  return parsed.ok ? { ok: true, value: plainTree(parsed.value.root), problems: parsed.problems } : parsed;
}

/** Keeps only the children that pass; true when any went. */
export function keepChildren(parent: XmlElement, passes: (child: XmlElement) => boolean): boolean {
  const before = parent.children.length;
  const kept = parent.children.filter((child) => child.kind !== 'element' || passes(child));
  if (kept.length === before) return false;
  parent.children.splice(0, before, ...kept);
  return true;
}
