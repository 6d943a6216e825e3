import type { ClusterEngine } from '../corosync/engine.ts';

/** Messages that wait because the cluster takes no more; beyond this the node is of no use to the cluster. */
const MOST_WAITING = 20_000;

/** Hands messages to the cluster in their order, also when it is busy. */
export class Outbox {
  readonly #engine: ClusterEngine;
  readonly #onOverflow: (count: number) => void;
  readonly #waiting: Uint8Array[] = [];
  #isWaiting = false;
  #emptied: (() => void)[] = [];

  constructor(engine: ClusterEngine, onOverflow: (count: number) => void) {
    this.#engine = engine;
    this.#onOverflow = onOverflow;
  }

  get length(): number {
    return this.#waiting.length;
  }

  send(bytes: Uint8Array): void {
    if (this.#waiting.length === 0 && this.#engine.send(bytes) === 'sent') return;
    this.#waiting.push(bytes);
    if (this.#waiting.length > MOST_WAITING) {
      const count = this.#waiting.length;
      this.clear();
      this.#onOverflow(count);
      return;
    }
    void this.#drain();
  }

  /** Forgets what waits: the group it was meant for is gone. */
  clear(): void {
    this.#waiting.length = 0;
    this.#tellEmpty();
  }

  /** Resolves when everything was taken. */
  empty(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  async #drain(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    while (this.#waiting.length > 0) {
      await this.#engine.writable();
      if (this.#engine.status().phase === 'closed') this.#waiting.length = 0;
      let next = this.#waiting[0];
      while (next !== undefined && this.#engine.send(next) === 'sent') {
        this.#waiting.shift();
        next = this.#waiting[0];
      }
    }
    this.#isWaiting = false;
    this.#tellEmpty();
  }

  #tellEmpty(): void {
    for (const resolve of this.#emptied.splice(0)) resolve();
  }
}
