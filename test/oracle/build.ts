import { XmlElement } from '../../src/cib/xml/element.ts';

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element of a generated document; attributes that are `null` are left out. */
export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly XmlElement[] = [],
): XmlElement {
  const flat: string[] = [];
  for (const [key, value] of Object.entries(attributes)) if (value !== null) flat.push(key, String(value));
  return new XmlElement(name, flat, [...children]);
}

/** A set of name-value pairs; `null` when there are none. */
export function pairSet(
  name: string,
  id: string,
  pairs: Attributes,
  children: readonly XmlElement[] = [],
): XmlElement | null {
  const entries = Object.entries(pairs).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  return element(name, { id }, [
    ...children,
    ...entries.map(([key, value]) =>
      element('nvpair', { id: `${id}-${key.replace(/[^A-Za-z0-9._-]/g, '_')}`, name: key, value }),
    ),
  ]);
}

/** Leaves out what is `null`. */
export function present(...elements: (XmlElement | null)[]): XmlElement[] {
  return elements.filter((one) => one !== null);
}
