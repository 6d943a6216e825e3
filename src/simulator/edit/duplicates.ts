import type { XmlElement } from '../../cib/xml/element.ts';

function identity(element: XmlElement): string {
  return `${element.name} ${element.get('id') ?? ''}`;
}

/** Whether two children of one parent, anywhere below, have the same name and id. */
export function hasDuplicates(element: XmlElement): boolean {
  const seen = new Set<string>();
  for (const child of element.elements()) {
    const key = identity(child);
    if (seen.has(key) || hasDuplicates(child)) return true;
    seen.add(key);
  }
  return false;
}

/**
 * What becomes of an entry when a changed copy of it is written back: the cluster finds elements by name and id, so
 * all of one id are merged into the first one, while the later ones stay. Only duplicate ids make this visible.
 */
export function mergeInto(target: XmlElement, source: XmlElement): void {
  for (let i = 0; i < source.attributes.length; i += 2) {
    target.set(source.attributes[i] as string, source.attributes[i + 1] as string);
  }
  const known = new Map<string, XmlElement>();
  for (const child of target.elements()) {
    const key = identity(child);
    if (!known.has(key)) known.set(key, child);
  }
  for (const child of source.elements()) {
    const key = identity(child);
    const match = known.get(key);
    if (match !== undefined) mergeInto(match, child);
    else {
      target.children.push(child);
      known.set(key, child);
    }
  }
}
