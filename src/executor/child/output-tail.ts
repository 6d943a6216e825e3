import { replaceDisallowed } from '../../cib/xml/characters.ts';

/** The last bytes of a stream, in bounded memory; knows whether anything was dropped. */
export class OutputTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  /** Bytes that came in all. */
  total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.total += chunk.length;
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
    if (this.#kept > 2 * this.#limit) this.#cut();
  }

  get isCut(): boolean {
    return this.total > this.#limit;
  }

  /** The tail as text that a CIB can hold; begins with a whole line where output was dropped and a line end is near. */
  text(): string {
    this.#cut();
    const text = replaceDisallowed((this.#chunks[0] ?? Buffer.alloc(0)).toString('utf8'));
    if (!this.isCut) return text;
    const lineEnd = text.indexOf('\n');
    return lineEnd >= 0 && lineEnd < text.length / 2 ? text.slice(lineEnd + 1) : text;
  }

  #cut(): void {
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    // A copy, so that the large buffer it is part of can go.
    const kept = all.length > this.#limit ? Buffer.from(all.subarray(all.length - this.#limit)) : all;
    this.#chunks = [kept];
    this.#kept = kept.length;
  }
}
