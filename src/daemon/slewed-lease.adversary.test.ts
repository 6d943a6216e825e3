import { expect, it } from 'vitest';
import { reactionMs } from '../controller/self-fencing/pledge.ts';
import { steadyClock } from './steady-clock.ts';

/**
 * The clock of a lost node was set back an hour and that of the DC forward (a bad time server, a dead battery): for 20 hours
 * one goes 5 % slower and the other 5 % faster. With stonith-watchdog-timeout of 180 s the DC counts the node as off before
 * the node's watchdog has reset it: the operator has the service twice for some seconds.
 */
it('counts a node as off only after its own clock has had it reset', () => {
  let real = 1_000_000;
  const running = (setBy: number): (() => number) => {
    let offset = 0;
    const clock = steadyClock(
      () => real + offset,
      () => real,
    );
    offset = setBy;
    return clock;
  };
  const lost = running(-3_600_000);
  const dc = running(3_600_000);
  /** Corosync with a token of 1 s, as most clusters have: what it takes to settle a loss, and the lease of it. */
  const settlingMs = 1000 + 1200 + 1100;
  const timing = { resetMs: 5000, leaseMs: 2 * settlingMs + 2000 };
  const pledgeMs = 180_000;
  const provenAt = lost();
  const goneAt = provenAt + timing.leaseMs + pledgeMs - reactionMs(timing);
  let resetAt: number | null = null;
  let offAt: number | null = null;
  let startedAt: number | null = null;
  const begin = real;
  while (resetAt === null || offAt === null) {
    real += 100;
    const own = lost();
    const others = dc();
    if (resetAt === null && own >= goneAt) resetAt = real + timing.resetMs;
    // The others know of the loss when Corosync has settled it.
    if (startedAt === null && real >= begin + settlingMs) startedAt = others;
    if (offAt === null && startedAt !== null && others >= startedAt + pledgeMs) offAt = real;
  }
  expect(resetAt).toBeLessThanOrEqual(offAt);
});
