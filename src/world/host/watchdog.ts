import type { WatchdogTiming } from '../../controller/model/self-fencing.ts';
import { lossMs } from '../model/setup.ts';
import type { Appointment, Timeline } from '../timeline.ts';

/** A watchdog that is not fed resets its host after this time. */
const RESET_MS = 10_000;

/** A hardware watchdog: it counts on whatever becomes of those who are to feed it, until the power goes. */
export class Watchdog {
  readonly #timeline: Timeline;
  readonly #reset: () => void;
  #isArmed = false;
  #end: Appointment | null = null;

  constructor(timeline: Timeline, reset: () => void) {
    this.#timeline = timeline;
    this.#reset = reset;
  }

  /** It is fed from here on. */
  arm(tokenMs: number): WatchdogTiming {
    this.#isArmed = true;
    this.feed();
    return { resetMs: RESET_MS, leaseMs: 2 * lossMs(tokenMs) + 2000 };
  }

  /** Nobody feeds it any more. */
  starve(): void {
    if (!this.#isArmed || this.#end !== null) return;
    this.#end = this.#timeline.in(RESET_MS, this.#reset);
  }

  /** It is fed again, in time. */
  feed(): void {
    if (this.#end !== null) this.#end.isCancelled = true;
    this.#end = null;
  }

  disarm(): void {
    this.feed();
    this.#isArmed = false;
  }
}
