import { XmlElement } from '../cib/xml/element.ts';

/** A new element; attributes without value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | null>> = {},
  children: readonly XmlElement[] = [],
): XmlElement {
  const list: string[] = [];
  for (const [key, value] of Object.entries(attributes)) if (value !== null) list.push(key, value);
  return new XmlElement(name, list, [...children]);
}
