import type { Outcome } from '../openstack/outcome.ts';
import { AskingPace, nextIndex } from './blocking-index.ts';
import type { Consul, HealthView } from './client.ts';

/** What a watch needs beside Consul. */
export interface WatchPorts {
  /** A steady clock, ms. */
  readonly steady: () => number;
  /** Ends early, without rejecting, when the signal is given. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const DEFAULT_WAIT_MS = 30_000;
const AFTER_FAILURE_MS = 2_000;

/**
 * Tells of every change of the gossip checks as soon as Consul does, by blocking queries; for those who want to look
 * sooner than at their next round. Facts are still to be read anew: an answer to this may have waited for long. Resolves
 * when the signal is given.
 */
export async function watchHealth(
  consul: Pick<Consul, 'health'>,
  tell: (view: Outcome<HealthView>) => void,
  signal: AbortSignal,
  { steady, wait }: WatchPorts,
  waitMs = DEFAULT_WAIT_MS,
): Promise<void> {
  const pace = new AskingPace(steady());
  let index = 0;
  let told: number | null = null;
  while (!signal.aborted) {
    const pause = pace.take(steady());
    if (pause > 0) await wait(pause, signal);
    if (signal.aborted) return;
    const view = await consul.health({ index, ms: waitMs, signal });
    if (signal.aborted) return;
    if (view.kind !== 'done') {
      // Without an index the next question is answered at once: what changed meanwhile is not missed.
      index = 0;
      told = null;
      tell(view);
      await wait(AFTER_FAILURE_MS, signal);
      continue;
    }
    index = nextIndex(index, view.value.index);
    // A return need not mean a change.
    if (view.value.index !== told) tell(view);
    told = view.value.index;
  }
}
