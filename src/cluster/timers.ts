import type { Clock } from './parts.ts';

/** Timers of Node count to here; a later moment is approached in steps. */
const LONGEST_MS = 2 ** 31 - 1;

/** Named moments; setting one again replaces it. */
export class Timers {
  readonly #clock: Clock;
  readonly #onTime: (timerId: string) => void;
  readonly #running = new Map<string, NodeJS.Timeout>();

  constructor(clock: Clock, onTime: (timerId: string) => void) {
    this.#clock = clock;
    this.#onTime = onTime;
  }

  set(timerId: string, at: number): void {
    this.clear(timerId);
    const wait = Math.max(0, at - this.#clock());
    const timer = setTimeout(
      () => {
        this.#running.delete(timerId);
        if (this.#clock() < at) this.set(timerId, at);
        else this.#onTime(timerId);
      },
      Math.min(LONGEST_MS, Math.ceil(wait)),
    );
    this.#running.set(timerId, timer);
  }

  clear(timerId: string): void {
    const timer = this.#running.get(timerId);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#running.delete(timerId);
  }

  clearAll(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
