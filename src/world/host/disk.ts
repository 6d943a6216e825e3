import type { Random } from '../random.ts';

/** A host's disk: what is not synced may be lost with the power. */
export class Disk {
  mode: 'ok' | 'full' | 'slow' = 'ok';
  #synced: string | null;
  #pending: string[] = [];
  readonly #random: Random;

  constructor(content: string | null, random: Random) {
    this.#synced = content;
    this.#random = random;
  }

  read(): string | null {
    // What was written but not synced is in the page cache as long as the host has power.
    return this.#pending.at(-1) ?? this.#synced;
  }

  /** Time until a write is synced, ms. */
  syncMs(): number {
    return this.mode === 'slow' ? 5000 : this.#random.integer(2, 12);
  }

  write(content: string): void {
    this.#pending.push(content);
  }

  /** Everything up to this content has reached the platter. */
  sync(content: string): void {
    const at = this.#pending.indexOf(content);
    if (at < 0) return;
    this.#synced = content;
    this.#pending.splice(0, at + 1);
  }

  /** Of what was under way some may have arrived, in order. */
  losePower(): void {
    for (const content of this.#pending) {
      if (!this.#random.chance(0.5)) break;
      this.#synced = content;
    }
    this.#pending = [];
  }
}
