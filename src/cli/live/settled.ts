import type { Problem } from '../../result/problem.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { AS_LIVE } from '../../scheduler/model/schedule-options.ts';
import { localOffset, nowOf } from '../wall-clock.ts';
import { complain } from './connection.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import { readLiveCib } from './live-cib.ts';

/** How often a cluster that is busy is looked at again. */
const LOOK_MS = 200;
const SETTLE_MS = 600_000;

/** What came of waiting for a cluster. */
export type Rest =
  /** It has nothing more to do. */
  | { readonly kind: 'rest'; readonly cluster: Cluster }
  /** It still had something to do when the time was over, or when nobody wanted to wait any more. */
  | { readonly kind: 'busy'; readonly cluster: Cluster; readonly open: readonly string[] }
  | { readonly kind: 'unreachable'; readonly problems: readonly Problem[] };

/**
 * Waits until the cluster has nothing more to do. Any node can tell: the scheduler is asked here what it would do about
 * the CIB as it is; what is under way shows as something to be done.
 */
export async function waitForRest(
  socket: string | null,
  limitMs: number,
  isGivenUp: () => boolean = () => false,
): Promise<Rest> {
  // Commands that do not wait need not load the scheduler.
  const { schedule } = await import('../../scheduler/schedule.ts');
  const deadline = Date.now() + limitMs;
  for (;;) {
    const live = await readLiveCib(socket);
    if (!live.ok) return { kind: 'unreachable', problems: live.problems };
    const { cib } = live.value;
    const now = nowOf(cib);
    const cluster = schedule(cib, now, { ...AS_LIVE, localOffset });
    const actions = cluster.graph?.synapses.map(({ action }) => action) ?? [];
    const open = actions.filter((action) => !action.isPseudo).map((action) => action.key);
    if (open.length === 0) return { kind: 'rest', cluster };
    if (Date.now() > deadline || isGivenUp()) return { kind: 'busy', cluster, open };
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Waits until the cluster has nothing more to do, and tells on the error output when it does not come to that. */
export async function settled(socket: string | null, limitMs = SETTLE_MS): Promise<number> {
  const rest = await waitForRest(socket, limitMs);
  if (rest.kind === 'rest') return EXIT.ok;
  if (rest.kind === 'unreachable') {
    complain('status', rest.problems);
    return exitCodeOf(rest.problems);
  }
  const what = rest.open.slice(0, 5).join(', ');
  process.stderr.write(
    `hawser: after ${limitMs / 1000} s there is still to do: ${what}; see hawser status\n`,
  );
  return EXIT.failed;
}
