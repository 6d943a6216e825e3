import { XmlElement } from '../../cib/xml/element.ts';

/** Attributes by name, in order; `null` leaves one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element of the output with its attributes and children. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly XmlElement[] = [],
): XmlElement {
  const list: string[] = [];
  for (const [key, value] of Object.entries(attributes)) if (value !== null) list.push(key, String(value));
  return new XmlElement(name, list, [...children]);
}
