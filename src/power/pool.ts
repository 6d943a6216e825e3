import type { Chassis, CommandResult } from './chassis.ts';
import type { BmcAddress, PowerAction } from './power.ts';
import { presencePing } from './presence-ping.ts';

/** Bounds on what runs at the same time. */
export interface PoolLimits {
  /** Commands that still may be answered promptly. */
  readonly slots: number;
  /** After this time without an answer it is asked whether the BMC is silent; if so the command only lingers. */
  readonly patienceMs: number;
  /** Commands that may linger. A lingering process costs memory, but no processor time. */
  readonly lingerers: number;
}

export const DEFAULT_LIMITS: PoolLimits = { slots: 24, patienceMs: 1_500, lingerers: 512 };

/** Whether nothing is heard of what some work waits for. */
export type SilenceCheck = () => Promise<boolean>;

interface Job {
  hold: 'slot' | 'lingering';
}

/**
 * Bounded concurrency in which the dead do not hold up the living: a healthy BMC answers in a tenth of a second, a dead
 * one never, and a hundred dead ones would otherwise take all slots for their whole deadline. Work that is slow for want
 * of processor time keeps its slot: its BMC is not silent.
 */
export class PowerPool {
  readonly #limits: PoolLimits;
  readonly #queue: (() => void)[] = [];
  readonly #overdue = new Set<Job>();
  #active = 0;
  #lingering = 0;

  constructor(limits: PoolLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Work that waits, works, and lingers at this moment. */
  get load(): { readonly waiting: number; readonly active: number; readonly lingering: number } {
    return { waiting: this.#queue.length, active: this.#active, lingering: this.#lingering };
  }

  /** Runs work when there is room for it, in the order of the calls. */
  async run<T>(work: () => Promise<T>, isSilent: SilenceCheck): Promise<T> {
    if (this.#active >= this.#limits.slots) {
      await new Promise<void>((start) => {
        this.#queue.push(start);
      });
    } else {
      this.#active++;
    }
    const job: Job = { hold: 'slot' };
    let isDone = false;
    const patience = setTimeout(async () => {
      if (!(await isSilent()) || isDone) return;
      this.#overdue.add(job);
      this.#setAside();
    }, this.#limits.patienceMs);
    try {
      return await work();
    } finally {
      isDone = true;
      clearTimeout(patience);
      this.#overdue.delete(job);
      if (job.hold === 'slot') this.#freeSlot();
      else {
        this.#lingering--;
        this.#setAside();
      }
    }
  }

  /** Lets overdue work linger as long as there is room. */
  #setAside(): void {
    for (const job of this.#overdue) {
      if (this.#lingering >= this.#limits.lingerers) return;
      this.#overdue.delete(job);
      job.hold = 'lingering';
      this.#lingering++;
      this.#freeSlot();
    }
  }

  /** Hands the slot on; it stays taken when somebody waits for it. */
  #freeSlot(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#active--;
    else next();
  }
}

const PING_MS = 1_000;

/** Asks the BMC itself by presence pings. */
async function isBmcSilent(address: BmcAddress): Promise<boolean> {
  return !(await presencePing(address, PING_MS)).isAnswered;
}

/** A chassis whose commands take their turn in a pool. Waiting for a turn does not count against the deadline. */
export function pooledChassis(
  chassis: Chassis,
  pool: PowerPool,
  isSilent: (address: BmcAddress) => Promise<boolean> = isBmcSilent,
): Chassis {
  const { address } = chassis;
  return {
    address,
    send: (action: PowerAction, deadlineMs: number): Promise<CommandResult> =>
      pool.run(
        () => chassis.send(action, deadlineMs),
        () => isSilent(address),
      ),
  };
}
