/** Questions that may be asked at once, and how often one more, ms. */
const BURST = 2;
const ONE_MORE_MS = 1_000;

/**
 * The index to wait from after an answer (Consul API, blocking queries): one that goes back means that the store was
 * restored, and everything has to be read anew; one below 1 would never block.
 */
export function nextIndex(last: number, received: number): number {
  if (!Number.isSafeInteger(received) || received < 1) return 1;
  return received < last ? 0 : received;
}

/** Bounds how often a query is asked whose answers come at once, as with a busy cluster. */
export class AskingPace {
  #left = BURST;
  #at: number;

  /** `now` in ms of a steady clock. */
  constructor(now: number) {
    this.#at = now;
  }

  /** How long to wait before the next question, ms; counts it as asked. */
  take(now: number): number {
    this.#left = Math.min(BURST, this.#left + (now - this.#at) / ONE_MORE_MS);
    this.#at = now;
    this.#left -= 1;
    return this.#left >= 0 ? 0 : -this.#left * ONE_MORE_MS;
  }
}
