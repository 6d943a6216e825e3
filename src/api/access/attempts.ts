/** How many failures are let pass before a lock, and for how long it then holds. */
export interface AttemptLimits {
  readonly failures: number;
  /** First lock, ms; each further failure doubles it. */
  readonly firstLockMs: number;
  readonly longestLockMs: number;
  /** After so long without a failure all is forgotten, ms. */
  readonly memoryMs: number;
}

interface Failures {
  failures: number;
  lastAt: number;
  lockedUntil: number;
}

/** Most keys remembered; when there are more, the oldest is forgotten. */
const MOST_KEYS = 10_000;

/** Counts failures by key (a user, an address) and locks what fails too often. Time is epoch ms. */
export class Attempts {
  readonly #limits: AttemptLimits;
  readonly #records = new Map<string, Failures>();

  constructor(limits: AttemptLimits) {
    this.#limits = limits;
  }

  /** How long the key is still locked, ms; 0 when it is not. */
  lockedFor(key: string, now: number): number {
    return Math.max(0, (this.#records.get(key)?.lockedUntil ?? 0) - now);
  }

  failed(key: string, now: number): void {
    const known = this.#records.get(key);
    const isFresh = known !== undefined && now - known.lastAt < this.#limits.memoryMs;
    const record = isFresh ? known : { failures: 0, lastAt: now, lockedUntil: 0 };
    record.failures++;
    record.lastAt = now;
    const beyond = record.failures - this.#limits.failures;
    if (beyond >= 0) {
      const length = Math.min(
        this.#limits.longestLockMs,
        this.#limits.firstLockMs * 2 ** Math.min(beyond, 30),
      );
      record.lockedUntil = now + length;
    }
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > MOST_KEYS) {
      const [oldest] = this.#records.keys();
      if (oldest !== undefined) this.#records.delete(oldest);
    }
  }

  forget(key: string): void {
    this.#records.delete(key);
  }

  forgetWhere(isMeant: (key: string) => boolean): void {
    for (const key of this.#records.keys()) if (isMeant(key)) this.#records.delete(key);
  }
}
