import { localOffset, wallClock } from '../wall-clock.ts';
import { complain } from './connection.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import { type LiveCib, readLiveCib } from './live-cib.ts';

/** How often a cluster that is busy is looked at again. */
const LOOK_MS = 200;
const SETTLE_MS = 600_000;

/**
 * Waits until the cluster has nothing more to do. Any node can tell: the scheduler is asked here what it would do about
 * the CIB as it is; what is under way shows as something to be done.
 */
export async function settled(socket: string | null, limitMs = SETTLE_MS): Promise<number> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const live = await readLiveCib(socket);
    if (!live.ok) {
      complain('status', live.problems);
      return exitCodeOf(live.problems);
    }
    const open = await openActions(live.value);
    if (open.length === 0) return EXIT.ok;
    if (Date.now() > deadline) {
      const what = open.slice(0, 5).join(', ');
      process.stderr.write(
        `hawser: after ${limitMs / 1000} s there is still to do: ${what}; see hawser status\n`,
      );
      return EXIT.failed;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What the cluster still has to do. */
async function openActions({ cib }: LiveCib): Promise<string[]> {
  // Commands that do not wait need not load the scheduler.
  const { schedule } = await import('../../scheduler/schedule.ts');
  const { effectiveNow } = await import('../../scheduler/unpack/effective-time.ts');
  const now = effectiveNow(cib, null, wallClock(), localOffset);
  const settings = { keepReasons: false, recordScores: false, recordUtilization: false, localOffset };
  const { graph } = schedule(cib, now, { ...settings, trustsPrivateValues: true });
  const open = graph?.synapses.map(({ action }) => action).filter((action) => !action.isPseudo) ?? [];
  return open.map((action) => action.key);
}
