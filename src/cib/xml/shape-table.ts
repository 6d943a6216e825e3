import { nameEnd } from './characters.ts';
import type { StartTag } from './start-tag.ts';
import { type ElementSource, TagShape } from './tag-shape.ts';

/** A shape is made when so many plain tags were spelt alike: for fewer, compiling it would cost more than it saves. */
const ENOUGH = 8;
/** Element names with more shapes than this have no use for them. */
const MOST_OF_A_NAME = 12;
/** Attributes of a shape; a tag with more is a rarity. */
const MOST_ATTRIBUTES = 40;

/** The shapes of the tags of one document, learnt while reading it. */
export class ShapeTable {
  readonly #source: ElementSource;
  readonly #byName = new Map<string, TagShape[]>();
  readonly #counts = new Map<string, number>();
  #last: TagShape | null = null;
  /** Offset behind the tag that was found last. */
  end = 0;

  constructor(source: ElementSource) {
    this.#source = source;
  }

  /** The shape that is expected to come next, when the tag at an offset indeed has it. */
  expect(at: number): TagShape | null {
    const guess = this.#last?.next ?? null;
    if (guess === null) return null;
    const end = guess.match(at);
    if (end < 0) return null;
    this.end = end;
    this.#last = guess;
    return guess;
  }

  /** Any known shape the tag at an offset has. */
  find(at: number): TagShape | null {
    if (this.#byName.size === 0) return null;
    const { text } = this.#source;
    for (const shape of this.#byName.get(text.slice(at + 1, nameEnd(text, at + 1))) ?? []) {
      const end = shape.match(at);
      if (end < 0) continue;
      this.end = end;
      this.#follow(shape);
      return shape;
    }
    return null;
  }

  #follow(shape: TagShape): void {
    if (this.#last !== null) this.#last.next = shape;
    this.#last = shape;
  }

  /** Takes notice of a tag that has none of the known shapes. */
  learn({ name, attributes, isSelfClosing, isPlain }: StartTag): void {
    if (!isPlain || attributes.length > 2 * MOST_ATTRIBUTES) return;
    const names: string[] = [];
    for (let i = 0; i < attributes.length; i += 2) names.push(attributes[i] as string);
    const key = `${name} ${names.join(' ')}${isSelfClosing ? '/' : ''}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count !== ENOUGH) return;
    let shapes = this.#byName.get(name);
    if (shapes === undefined) {
      shapes = [];
      this.#byName.set(name, shapes);
    }
    if (shapes.length < MOST_OF_A_NAME) shapes.push(new TagShape(this.#source, name, names, isSelfClosing));
  }
}
