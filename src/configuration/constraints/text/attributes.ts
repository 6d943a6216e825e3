import type { XmlElement } from '../../../cib/xml/element.ts';

/** Attributes of an element as `name=value`, sorted, without those that are left out. */
export function attributePairs(element: XmlElement, left: readonly string[]): readonly string[] {
  const pairs: string[] = [];
  for (let at = 0; at < element.attributes.length; at += 2) {
    const name = element.attributes[at] as string;
    if (!left.includes(name)) pairs.push(`${name}=${element.attributes[at + 1]}`);
  }
  return pairs.sort();
}

/** ` (id:…)`, where ids are shown. */
export function idText(element: XmlElement, withIds: boolean): string {
  return withIds ? ` (id:${element.get('id') ?? ''})` : '';
}
