/** Work on a resource. */
export interface QueuedJob {
  readonly resource: string;
  /** Yields to work that is not. */
  readonly isRecurring: boolean;
  /** Does the work; ends early when the signal says so. Never throws. */
  run(signal: AbortSignal): Promise<void>;
}

interface Lane {
  current: { readonly job: QueuedJob; readonly abort: AbortController } | null;
  yielding: NodeJS.Timeout | null;
  readonly once: QueuedJob[];
  readonly recurring: QueuedJob[];
}

/**
 * Lets one job of a resource run at a time, and a limited number in all. Jobs that run once go before recurring ones;
 * a recurring one that keeps such a job waiting too long is ended. A quarter of the places is never given to recurring
 * jobs, so that monitors that hang cannot keep a stop from being run.
 */
export class OperationQueue {
  readonly #limit: number;
  readonly #recurringLimit: number;
  readonly #yieldMs: number;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that could run a job now, oldest first. */
  readonly #readyOnce = new Map<string, Lane>();
  readonly #readyRecurring = new Map<string, Lane>();
  #running = 0;
  #runningRecurring = 0;
  #waiting = 0;

  constructor(limit: number, yieldMs: number) {
    this.#limit = Math.max(2, limit);
    this.#recurringLimit = this.#limit - Math.ceil(this.#limit / 4);
    this.#yieldMs = yieldMs;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  enqueue(job: QueuedJob): void {
    const lane = this.#lane(job.resource);
    (job.isRecurring ? lane.recurring : lane.once).push(job);
    this.#waiting++;
    if (!job.isRecurring) this.#makeYield(lane);
    this.#markReady(job.resource, lane);
    this.#startJobs();
  }

  /** Takes back a job that has not begun; false when it has, or was never there. */
  withdraw(job: QueuedJob): boolean {
    const lane = this.#lanes.get(job.resource);
    if (lane === undefined) return false;
    const list = job.isRecurring ? lane.recurring : lane.once;
    const at = list.indexOf(job);
    if (at < 0) return false;
    list.splice(at, 1);
    this.#waiting--;
    this.#markReady(job.resource, lane);
    this.#startJobs();
    return true;
  }

  /** Ends what is running and forgets what is waiting. */
  close(): void {
    for (const lane of this.#lanes.values()) {
      this.#waiting -= lane.once.length + lane.recurring.length;
      lane.once.length = 0;
      lane.recurring.length = 0;
      lane.current?.abort.abort();
    }
    this.#readyOnce.clear();
    this.#readyRecurring.clear();
  }

  #lane(resource: string): Lane {
    let lane = this.#lanes.get(resource);
    if (lane === undefined) {
      lane = { current: null, yielding: null, once: [], recurring: [] };
      this.#lanes.set(resource, lane);
    }
    return lane;
  }

  #markReady(resource: string, lane: Lane): void {
    this.#readyOnce.delete(resource);
    this.#readyRecurring.delete(resource);
    if (lane.current !== null) return;
    if (lane.once.length > 0) this.#readyOnce.set(resource, lane);
    else if (lane.recurring.length > 0) this.#readyRecurring.set(resource, lane);
    else this.#lanes.delete(resource);
  }

  #makeYield(lane: Lane): void {
    const current = lane.current;
    if (current === null || !current.job.isRecurring || lane.yielding !== null) return;
    lane.yielding = setTimeout(() => {
      lane.yielding = null;
      current.abort.abort();
    }, this.#yieldMs);
  }

  #startJobs(): void {
    while (this.#running < this.#limit) {
      const mayRecur = this.#runningRecurring < this.#recurringLimit;
      const next = first(this.#readyOnce) ?? (mayRecur ? first(this.#readyRecurring) : null);
      if (next === null) return;
      const [resource, lane] = next;
      const job = lane.once.shift() ?? lane.recurring.shift();
      if (job === undefined) throw new Error(`lane ${resource} was ready without a job`);
      void this.#start(resource, lane, job);
    }
  }

  async #start(resource: string, lane: Lane, job: QueuedJob): Promise<void> {
    const abort = new AbortController();
    lane.current = { job, abort };
    this.#waiting--;
    this.#running++;
    if (job.isRecurring) this.#runningRecurring++;
    this.#markReady(resource, lane);
    try {
      await job.run(abort.signal);
    } finally {
      lane.current = null;
      if (lane.yielding !== null) clearTimeout(lane.yielding);
      lane.yielding = null;
      this.#running--;
      if (job.isRecurring) this.#runningRecurring--;
      this.#markReady(resource, lane);
      this.#startJobs();
    }
  }
}

function first(lanes: ReadonlyMap<string, Lane>): readonly [string, Lane] | null {
  for (const entry of lanes) return entry;
  return null;
}
