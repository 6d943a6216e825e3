import type { Outcome } from '../openstack/outcome.ts';
import type { Problem } from '../result/problem.ts';
import type { Consul } from './client.ts';

/** Times of a lock, ms. */
export interface LockPace {
  /** After so long without renewal the session may end; Consul takes 10 s to a day. */
  readonly ttlMs: number;
  /** For so long nobody gets the lock of a session that ended by itself; not below `ttlMs`, Consul takes up to 60 s. */
  readonly lockDelayMs: number;
  /** Before the end of its time to live a session that was not renewed is not relied on: clocks run unevenly. */
  readonly marginMs: number;
  readonly renewEveryMs: number;
  /** After a failure. */
  readonly retryMs: number;
}

export const DEFAULT_LOCK_PACE: LockPace = {
  ttlMs: 15_000,
  lockDelayMs: 15_000,
  marginMs: 3_000,
  renewEveryMs: 4_000,
  retryMs: 1_000,
};

/** Who has the lock may act; whoever keeps the largest token refuses those who come with a smaller one. */
export interface Holding {
  /** Grows with every holder: the index of Consul’s log at which the lock was taken. */
  readonly token: number;
  /** How often the lock has been taken, as `consul kv get -detailed` shows it. */
  readonly lockIndex: number;
}

export interface LockPorts {
  readonly consul: Pick<
    Consul,
    'createSession' | 'renewSession' | 'destroySession' | 'acquire' | 'release' | 'entry'
  >;
  /** A clock that never goes back, ms; it may stand still while the machine sleeps. */
  readonly steady: () => number;
  /** The time of day, ms: goes on while the machine sleeps. */
  readonly wall: () => number;
  /** Ends early, without rejecting, when the signal is given. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The lock was taken, or lost. */
  readonly tell: (holding: Holding | null) => void;
  /** A step failed; it is tried again. */
  readonly complain: (problem: Problem) => void;
}

interface Session {
  readonly id: string;
  /** When the last renewal that succeeded was begun, by both clocks: it lives for `ttlMs` from then at least. */
  readonly steadyAt: number;
  readonly wallAt: number;
}

/**
 * The lock of one key by a session of Consul, taken whenever it is free and kept as long as it can be. Nobody holds it by
 * his own belief longer than Consul keeps it from others: belief ends `marginMs` before the session could. Consul does
 * not stop those who write over a lock or delete its key by hand; against that there is the token.
 */
export class SessionLock {
  readonly #key: string;
  readonly #owner: string;
  readonly #ports: LockPorts;
  readonly #pace: LockPace;
  readonly #stop = new AbortController();
  #session: Session | null = null;
  #held: Holding | null = null;
  #running: Promise<void> | null = null;

  /** `key` without suffix, colon or space; `owner` is shown to people. */
  constructor(key: string, owner: string, ports: LockPorts, pace: LockPace = DEFAULT_LOCK_PACE) {
    if (pace.lockDelayMs < pace.ttlMs || pace.renewEveryMs + pace.marginMs >= pace.ttlMs)
      throw new Error('a lock whose times allow two holders, or none');
    this.#key = key;
    this.#owner = owner;
    this.#ports = ports;
    this.#pace = pace;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Whether we hold it at this very moment; to be asked before everything that only a holder may do. */
  holding(): Holding | null {
    return this.#isTrusted() ? this.#held : null;
  }

  /** Gives the lock back. What only a holder may do has to have ended before. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    const session = this.#session;
    this.#set(null);
    this.#session = null;
    if (session === null) return;
    await this.#ports.consul.release(this.#key, session.id);
    await this.#ports.consul.destroySession(session.id);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const isDone = await this.#step();
      const { renewEveryMs, retryMs } = this.#pace;
      if (!signal.aborted) await this.#ports.wait(isDone ? renewEveryMs : retryMs, signal);
    }
  }

  /** Renews or makes the session, then takes the lock or looks whether it is still ours. `false`: to be tried again soon. */
  async #step(): Promise<boolean> {
    const { consul, complain } = this.#ports;
    const steadyAt = this.#ports.steady();
    const wallAt = this.#ports.wall();
    const kept = this.#session;
    if (kept === null) {
      const { ttlMs, lockDelayMs } = this.#pace;
      const made = await consul.createSession(this.#owner, ttlMs, lockDelayMs);
      if (made.kind !== 'done') return this.#failed(made);
      this.#session = { id: made.value, steadyAt, wallAt };
    } else {
      const renewed = await consul.renewSession(kept.id);
      if (renewed.kind !== 'done') return this.#failed(renewed);
      if (!renewed.value) {
        this.#session = null;
        this.#set(null);
        return false;
      }
      this.#session = { id: kept.id, steadyAt, wallAt };
    }
    const { id } = this.#session;
    this.#watchEnd(this.#session);
    if (this.#held === null) {
      const taken = await consul.acquire(this.#key, id, { owner: this.#owner });
      if (taken.kind !== 'done') complain(taken.problem);
      // An answer that was lost may have been a yes: what counts is what the key says.
    }
    const entry = await consul.entry(this.#key);
    if (entry.kind !== 'done') return this.#failed(entry);
    if (entry.value?.session !== id) this.#set(null);
    // Steps that took too long: what they found may be over.
    else if (!this.#isTrusted()) return false;
    else if (this.#held === null)
      this.#set({ token: entry.value.modifyIndex, lockIndex: entry.value.lockIndex });
    return true;
  }

  #failed(outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): false {
    this.#ports.complain(outcome.problem);
    return false;
  }

  #isTrusted(): boolean {
    if (this.#session === null) return false;
    const { steadyAt, wallAt } = this.#session;
    const longest = this.#pace.ttlMs - this.#pace.marginMs;
    return this.#ports.steady() - steadyAt < longest && this.#ports.wall() - wallAt < longest;
  }

  /** Tells of the loss when nothing was renewed in time, whatever a request is still waiting for. */
  #watchEnd(session: Session): void {
    const { ttlMs, marginMs } = this.#pace;
    const leftMs = session.steadyAt + ttlMs - marginMs - this.#ports.steady();
    void this.#ports.wait(Math.max(0, leftMs), this.#stop.signal).then(() => {
      if (this.#session === session && !this.#isTrusted()) this.#set(null);
    });
  }

  #set(holding: Holding | null): void {
    const isChange = (this.#held === null) !== (holding === null);
    this.#held = holding;
    if (isChange) this.#ports.tell(holding);
  }
}
