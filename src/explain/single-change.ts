import { XmlElement, type XmlNode } from '../cib/xml/element.ts';

/** One small change of a CIB, with the words for it and the command that makes it. */
export interface SingleChange {
  readonly kind: 'constraint' | 'attribute' | 'failure' | 'node-state' | 'option' | 'ticket' | 'preference';
  /** What changes, in the operator's words. */
  readonly what: string;
  /** The command that makes the change, when there is one. */
  readonly command: string | null;
  /** A changed copy; the original stays as it is. */
  readonly apply: (root: XmlElement) => XmlElement;
}

/**
 * Copies a tree while changing it: `change` returns the element to take instead, `null` to leave it out, or
 * `undefined` to keep it and look below. Unchanged parts are shared with the original.
 */
export function withChange(
  root: XmlElement,
  change: (element: XmlElement, parent: XmlElement) => XmlElement | null | undefined,
): XmlElement {
  let changed = false;
  const children = root.children.flatMap((child): XmlNode[] => {
    if (child.kind !== 'element') return [child];
    const instead = change(child, root);
    if (instead === null) {
      changed = true;
      return [];
    }
    const next = instead ?? withChange(child, change);
    if (next !== child) changed = true;
    return [next];
  });
  return changed ? new XmlElement(root.name, root.attributes, children, root.offset) : root;
}

/** A copy of an element with some attributes set. */
export function withAttributes(
  element: XmlElement,
  attributes: Readonly<Record<string, string>>,
): XmlElement {
  const copy = new XmlElement(element.name, [...element.attributes], element.children, element.offset);
  for (const [name, value] of Object.entries(attributes)) copy.set(name, value);
  return copy;
}

/** A copy of an element with one more child at its end. */
export function withChild(element: XmlElement, child: XmlElement): XmlElement {
  return new XmlElement(element.name, element.attributes, [...element.children, child], element.offset);
}

/** All elements below one, in document order. */
export function* all(root: XmlElement): Generator<XmlElement> {
  for (const child of root.elements()) {
    yield child;
    yield* all(child);
  }
}
