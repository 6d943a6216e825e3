import type { ForeignFunction } from './foreign.ts';

/**
 * Calls that Corosync has to answer. Each runs on a thread of Node's pool, so that a Corosync that stands still holds up
 * that thread and not the event loop; one at a time, because a handle carries one request.
 */
export class CallQueue {
  readonly #clock: () => number;
  #last: Promise<unknown> = Promise.resolve();
  #since: number | null = null;
  /** Values of calls under way: the library reads their memory, which has to be kept till it is done. */
  readonly #held = new Set<readonly unknown[]>();
  #waiting = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Since when the call under way is not answered, epoch milliseconds; null when there is none. */
  get unansweredSince(): number | null {
    return this.#since;
  }

  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Resolves when no call is under way or waits; a thread that a call holds up would hold up the end of the process. */
  async idle(): Promise<void> {
    while (!this.isIdle) await this.#last.then(ignore, ignore);
  }

  /** Calls when all calls before have come back; resolves with the library's error number. */
  run(call: ForeignFunction, ...values: readonly unknown[]): Promise<number> {
    this.#waiting++;
    const begin = (): Promise<number> =>
      new Promise((resolve, reject) => {
        this.#since = this.#clock();
        this.#held.add(values);
        call.async(...values, (error: unknown, code: number) => {
          this.#since = null;
          this.#held.delete(values);
          this.#waiting--;
          if (error === null || error === undefined) resolve(code);
          else reject(error);
        });
      });
    // Nothing before: no turn is lost.
    const result = this.#waiting === 1 ? begin() : this.#last.then(begin, begin);
    this.#last = result;
    return result;
  }
}

function ignore(): void {}
