import { describe, expect, it } from 'vitest';
import type { Outcome } from '../openstack/outcome.ts';
import { Random } from '../world/random.ts';
import { ConsulState } from './consul-state.fixture.ts';
import { consulUnreachable } from './problem.ts';
import { DEFAULT_LOCK_PACE, type Holding, type LockPorts, SessionLock } from './session-lock.ts';

const KEY = 'hawser/compute/engine';

/** Time that passes only when nothing else is left to do. */
class VirtualTime {
  now = 0;
  #timers: { at: number; run: () => void }[] = [];

  readonly wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.#timers.push({ at: this.now + ms, run: resolve });
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });

  async run(ms: number, look: () => void = () => undefined): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await settled();
      look();
      const next = this.#timers.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
      if (next > end) break;
      this.now = Math.max(this.now, next);
      const due = this.#timers.filter(({ at }) => at <= next);
      this.#timers = this.#timers.filter(({ at }) => at > next);
      for (const { run } of due) run();
    }
    this.now = end;
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Network {
  /** How long a message takes, ms; `null`: it is lost. */
  readonly delay: () => number | null;
}

/** A contender whose clock runs at `rate`, behind a network of its own. */
class Contender {
  readonly lock: SessionLock;
  readonly told: (Holding | null)[] = [];
  readonly complaints: string[] = [];
  /** Added to the time of day. */
  wallAheadMs = 0;

  constructor(name: string, state: ConsulState, time: VirtualTime, network: Network, rate = 1) {
    const call = async <T>(apply: () => T): Promise<Outcome<T>> => {
      const lost: Outcome<T> = { kind: 'unknown', problem: consulUnreachable(name, 'lost') };
      const there = network.delay();
      if (there === null) {
        await time.wait(DEADLINE_MS);
        return lost;
      }
      await time.wait(there);
      const value = apply();
      const back = network.delay();
      await time.wait(back ?? DEADLINE_MS);
      return back === null ? lost : { kind: 'done', value };
    };
    const consul: LockPorts['consul'] = {
      createSession: (_, ttlMs, restMs) => call(() => state.createSession(ttlMs, restMs, time.now)),
      renewSession: (id) => call(() => state.renewSession(id, time.now)),
      destroySession: (id) =>
        call(() => {
          state.invalidate(id, time.now);
          return true;
        }),
      acquire: (key, id) => call(() => state.acquire(key, id, time.now) ?? false),
      release: (key, id) => call(() => state.release(key, id, time.now)),
      entry: (key) =>
        call(() => {
          state.expire(time.now);
          return state.entries.get(key) ?? null;
        }),
    };
    this.lock = new SessionLock(KEY, name, {
      consul,
      steady: () => time.now * rate,
      wall: () => time.now + this.wallAheadMs,
      wait: (ms, signal) => time.wait(ms / rate, signal),
      tell: (holding) => this.told.push(holding),
      complain: ({ code }) => this.complaints.push(code),
    });
  }
}

const DEADLINE_MS = 2_000;
const PROMPT: Network = { delay: () => 5 };

describe('a lock by a session of Consul', () => {
  it('is held by one, and taken over by the next when the holder dies, after the session and its delay', async () => {
    const time = new VirtualTime();
    const state = new ConsulState();
    let isCut = false;
    const a = new Contender('a', state, time, { delay: () => (isCut ? null : 5) });
    const b = new Contender('b', state, time, PROMPT);
    a.lock.start();
    await time.run(1_000);
    b.lock.start();
    await time.run(30_000);
    expect([a.lock.holding() !== null, b.lock.holding()]).toEqual([true, null]);
    const first = a.lock.holding()?.token ?? 0;
    isCut = true;
    const cutAt = time.now;
    let lostAt = 0;
    await time.run(60_000, () => {
      if (lostAt === 0 && a.lock.holding() === null) lostAt = time.now;
    });
    expect(a.told.at(-1)).toBeNull();
    // The loss is noticed before the session can end.
    expect(lostAt - cutAt).toBeLessThanOrEqual(DEFAULT_LOCK_PACE.ttlMs - DEFAULT_LOCK_PACE.marginMs);
    expect(b.lock.holding()?.token).toBeGreaterThan(first);
    expect(b.lock.holding()?.lockIndex).toBe(2);
  });

  it('is given back at once by a holder that stops', async () => {
    const time = new VirtualTime();
    const state = new ConsulState();
    const [a, b] = ['a', 'b'].map((name) => new Contender(name, state, time, PROMPT)) as [
      Contender,
      Contender,
    ];
    a.lock.start();
    await time.run(100);
    b.lock.start();
    await time.run(100);
    const stopped = a.lock.stop();
    await time.run(DEFAULT_LOCK_PACE.renewEveryMs + 100);
    await stopped;
    expect(a.lock.holding()).toBeNull();
    expect(b.lock.holding()).not.toBeNull();
    expect(state.sessions.size).toBe(1);
  });

  it('is not believed after the machine slept, though the steady clock stood still', async () => {
    const time = new VirtualTime();
    const a = new Contender('a', new ConsulState(), time, PROMPT);
    a.lock.start();
    await time.run(1_000);
    expect(a.lock.holding()).not.toBeNull();
    a.wallAheadMs = 60_000;
    expect(a.lock.holding()).toBeNull();
  });

  it('is lost at once when the session was ended by hand, and its key deleted leaves no smaller token behind', async () => {
    const time = new VirtualTime();
    const state = new ConsulState();
    const a = new Contender('a', state, time, PROMPT);
    a.lock.start();
    await time.run(1_000);
    const first = a.lock.holding()?.token ?? 0;
    state.invalidate([...state.sessions.keys()][0] ?? '', time.now);
    await time.run(DEFAULT_LOCK_PACE.renewEveryMs);
    expect(a.told.at(-1)).toBeNull();
    state.deleteKey(KEY);
    await time.run(60_000);
    expect(a.lock.holding()?.lockIndex).toBe(1);
    expect(a.lock.holding()?.token).toBeGreaterThan(first);
  });

  it('refuses times that would allow two holders', () => {
    const ports = {} as LockPorts;
    for (const wrong of [{ lockDelayMs: 1_000 }, { renewEveryMs: 12_000 }])
      expect(() => new SessionLock(KEY, 'a', ports, { ...DEFAULT_LOCK_PACE, ...wrong })).toThrow();
  });

  // A new leader forgets the delays of locks; a session that is ended by hand in the same seconds is beyond what a lock can do.
  it.each([
    ['leaders change and no lock ever rests', 'leader', 150],
    ['sessions are ended by hand', 'hand', 150],
  ] as const)(
    'never has two holders by their own belief where messages are delayed and lost, the network splits, and %s',
    async (_, what, seeds) => {
      let holdings = 0;
      let changes = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const random = new Random(`lock ${what} ${seed}`);
        const time = new VirtualTime();
        const state = new ConsulState(() => (random.chance(0.7) ? 0 : random.next()));
        const cut = new Set<number>();
        const contenders = [0.95, 1, 1.05].map((rate, i) => {
          const delay = () => {
            if (cut.has(i) || random.chance(0.05)) return null;
            return random.next() * (random.chance(0.1) ? 20_000 : 200);
          };
          return new Contender(`e${i}`, state, time, { delay }, rate);
        });
        for (const { lock } of contenders) lock.start();
        let greatest = 0;
        let last = -1;
        const look = () => {
          if (what === 'leader') state.forgetDelays();
          const holders = contenders.flatMap(({ lock }, i) => {
            const holding = lock.holding();
            return holding === null ? [] : [{ i, token: holding.token }];
          });
          expect(holders.length, `seed ${seed} at ${time.now}`).toBeLessThanOrEqual(1);
          const [holder] = holders;
          if (holder === undefined) return;
          holdings++;
          // Another holder comes with a larger token, the same one never with a smaller.
          const isNew = holder.i !== last;
          expect(holder.token, `seed ${seed} at ${time.now}`).toBeGreaterThanOrEqual(
            greatest + (isNew ? 1 : 0),
          );
          if (isNew && last >= 0) changes++;
          last = holder.i;
          greatest = holder.token;
        };
        for (let step = 0; step < 25; step++) {
          await time.run(random.next() * 20_000, look);
          const i = random.integer(0, 2);
          const event = random.next();
          if (event < 0.4) cut.add(i);
          else if (event < 0.8) cut.delete(i);
          else if (what === 'leader') state.changeLeader(time.now);
          else state.invalidate([...state.sessions.keys()][i] ?? '', time.now);
        }
      }
      // The test would prove nothing if hardly anybody ever held the lock, or it never changed hands.
      expect(holdings).toBeGreaterThan(5_000);
      expect(changes).toBeGreaterThan(100);
    },
  );
});
