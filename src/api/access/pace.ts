/** Most keys remembered; when there are more, the oldest is forgotten. */
const MOST_KEYS = 10_000;

/** How many failures are let pass in how long. */
export interface PaceLimits {
  readonly failures: number;
  /** ms, from the first failure on. */
  readonly windowMs: number;
}

/**
 * Slows failures down by key: when a window's failures are used up, the key waits for the window's end. Unlike a lock
 * that grows, it never lasts longer than a window. Time is epoch ms.
 */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #windows = new Map<string, { readonly beganAt: number; failures: number }>();

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** How long the key has to wait, ms; 0 when it need not. */
  waitFor(key: string, now: number): number {
    const window = this.#windows.get(key);
    if (window === undefined || window.failures < this.#limits.failures) return 0;
    return Math.max(0, window.beganAt + this.#limits.windowMs - now);
  }

  failed(key: string, now: number): void {
    const known = this.#windows.get(key);
    if (known !== undefined && now - known.beganAt < this.#limits.windowMs) {
      known.failures++;
      return;
    }
    this.#windows.delete(key);
    this.#windows.set(key, { beganAt: now, failures: 1 });
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST_KEYS && oldest !== undefined) this.#windows.delete(oldest);
  }

  forget(key: string): void {
    this.#windows.delete(key);
  }
}
