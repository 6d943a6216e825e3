import type { XmlElement } from './element.ts';

/**
 * The attributes of an element as a read-only map in document order, without copying them: a large CIB has far too many
 * elements to build a hash table for each.
 */
export class AttributeMap implements ReadonlyMap<string, string> {
  readonly #list: readonly string[];

  constructor(element: XmlElement) {
    this.#list = element.attributes;
  }

  get size(): number {
    return this.#list.length / 2;
  }

  get(name: string): string | undefined {
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return list[i + 1];
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  forEach(visit: (value: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  *entries(): MapIterator<[string, string]> {
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) yield [list[i] as string, list[i + 1] as string];
  }

  *keys(): MapIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): MapIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}
