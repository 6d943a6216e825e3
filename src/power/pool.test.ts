import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from './chassis.ts';
import { ConfirmedBmc, DEFAULT_PACE } from './confirmed-bmc.ts';
import { FakeChassis } from './fake.ts';
import { PowerPool, pooledChassis } from './pool.ts';

const HEALTHY_MS = 100;
const DEAD_MS = 12_000;

describe('many BMCs at once', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const silent = async () => true;
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  /** Asks `count` BMCs, every tenth of them dead; answers how long it took and the most that ran promptly at once. */
  async function sweep(pool: PowerPool, count: number): Promise<{ tookMs: number; most: number }> {
    const startedAt = Date.now();
    let most = 0;
    const all = Promise.all(
      Array.from({ length: count }, (_, i) =>
        pool.run(async () => {
          most = Math.max(most, pool.load.active);
          await pause(i % 10 === 0 ? DEAD_MS : HEALTHY_MS);
        }, silent),
      ),
    );
    await vi.runAllTimersAsync();
    await all;
    return { tookMs: Date.now() - startedAt, most };
  }

  it('never has more in its slots than there are', async () => {
    const pool = new PowerPool({ slots: 4, patienceMs: 1_000, lingerers: 100 });
    const { most } = await sweep(pool, 100);
    expect(most).toBe(4);
    expect(pool.load).toEqual({ waiting: 0, active: 0, lingering: 0 });
  });

  it('loses no more than one deadline to a hundred dead ones among a thousand', async () => {
    const { tookMs } = await sweep(new PowerPool({ slots: 24, patienceMs: 1_500, lingerers: 512 }), 1_000);
    const healthy = (1_000 / 24) * HEALTHY_MS;
    const patience = (100 / 24) * 1_500;
    expect(tookMs).toBeLessThan(healthy + patience + DEAD_MS);
    expect(100 * (DEAD_MS / 24)).toBeGreaterThan(tookMs * 2);
  });

  it('lets no more linger than it may, and still ends', async () => {
    const pool = new PowerPool({ slots: 2, patienceMs: 1_000, lingerers: 3 });
    const { tookMs } = await sweep(pool, 100);
    expect(tookMs).toBeLessThan((10 / 3) * DEAD_MS + 100 * HEALTHY_MS + DEAD_MS);
    expect(pool.load).toEqual({ waiting: 0, active: 0, lingering: 0 });
  });

  it('does not start more because a loaded machine is slow: a BMC that is heard of keeps its slot', async () => {
    const pool = new PowerPool({ slots: 3, patienceMs: 1_000, lingerers: 100 });
    let running = 0;
    let most = 0;
    const slow = async () => {
      most = Math.max(most, ++running);
      await pause(5_000);
      running--;
    };
    const all = Promise.all(Array.from({ length: 12 }, () => pool.run(slow, async () => false)));
    await vi.runAllTimersAsync();
    await all;
    expect(most).toBe(3);
  });

  it('gives the slot back when work fails', async () => {
    const pool = new PowerPool({ slots: 1, patienceMs: 1_000, lingerers: 1 });
    await expect(pool.run(() => Promise.reject(new Error('no')), silent)).rejects.toThrow('no');
    expect(await pool.run(async () => 'next', silent)).toBe('next');
  });

  it('counts only commands, not the wait for a machine to go down', async () => {
    const clock: Clock = { now: () => Date.now(), wait: pause };
    const pool = new PowerPool({ slots: 1, patienceMs: 1_000, lingerers: 0 });
    const bmcs = Array.from({ length: 10 }, (_, i) => {
      const chassis = new FakeChassis({ host: `bmc${i}`, port: 623 }, clock);
      chassis.faults = [{ kind: 'late-off', ms: 60_000 }];
      return new ConfirmedBmc(pooledChassis(chassis, pool, silent), DEFAULT_PACE, clock);
    });
    const startedAt = Date.now();
    const all = Promise.all(bmcs.map((bmc) => bmc.soft({ deadlineMs: 120_000 })));
    await vi.runAllTimersAsync();
    expect((await all).map(({ outcome }) => outcome)).toEqual(bmcs.map(() => 'confirmed'));
    expect(Date.now() - startedAt).toBeLessThan(71_000);
  });
});
