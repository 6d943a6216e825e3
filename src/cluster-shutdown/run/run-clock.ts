import type { Boot } from '../boot.ts';
import type { HandOver } from '../hand-over/hand-over.ts';

/**
 * The clock of a run, epoch ms: it begins with the instant at which the run was accepted and goes on with the uptime of the
 * machine. Clocks that are set, in whichever direction, do not move it, and every life of the watcher has the same one.
 */
export function runClock({ order, uptimeSeconds }: HandOver, boot: Boot): () => number {
  const opened = order.acceptedAt + (boot.uptimeSeconds() - uptimeSeconds) * 1000;
  const began = performance.now();
  return () => Math.round(opened + performance.now() - began);
}
