import type { RunReport } from '../../shutdown-plan/model/report.ts';
import { runReport } from '../../shutdown-plan/run/run-report.ts';
import { createRun, type RunState } from '../../shutdown-plan/run/state.ts';
import { step } from '../../shutdown-plan/run/step.ts';
import type { Boot } from '../boot.ts';
import { journalFolders, type ShutdownFolders, statePath } from '../folders.ts';
import { LONGEST_PAUSE_SECONDS } from '../hand-over/hand-over.ts';
import { type JournalContent, journaledRuns, readJournal } from './journal.ts';
import { readReport } from './report-store.ts';
import { runClock } from './run-clock.ts';

/**
 * What a journal says about a run.
 * - `reported`: it has ended and there is its report.
 * - `unreadable`: not even the hand-over can be read.
 * - `earlier-boot`: it went down with the machine.
 * - `open`: of this boot, and not ended; `pausedMs` since anything was written about it.
 */
export type PastRun = ReportedRun | UnreadableRun | EarlierRun | OpenRun;

interface Journaled {
  readonly run: string;
  readonly folder: string;
}

interface ReportedRun extends Journaled {
  readonly kind: 'reported';
}

interface UnreadableRun extends Journaled {
  readonly kind: 'unreadable';
}

interface EarlierRun extends Journaled {
  readonly kind: 'earlier-boot';
  readonly content: JournalContent;
}

export interface OpenRun extends Journaled {
  readonly kind: 'open';
  readonly content: JournalContent;
  readonly pausedMs: number;
}

/** All runs that have a journal on this machine. */
export async function pastRuns(folders: ShutdownFolders, boot: Boot): Promise<readonly PastRun[]> {
  const found: PastRun[] = [];
  for (const folder of journalFolders(folders))
    for (const run of journaledRuns(folder)) {
      if ((await readReport(statePath(folders, 'reports'), run))?.outcome != null) {
        found.push({ kind: 'reported', run, folder });
        continue;
      }
      const content = readJournal(folder, run);
      if (content === null) found.push({ kind: 'unreadable', run, folder });
      else if (content.handOver.bootId !== boot.id)
        found.push({ kind: 'earlier-boot', run, folder, content });
      else found.push({ kind: 'open', run, folder, content, pausedMs: pauseOf(content, boot) });
    }
  return found;
}

/** Whether nobody is to count on it that a run still goes on by itself. */
export function isPausedForLong({ content, pausedMs }: OpenRun): boolean {
  return pausedMs > LONGEST_PAUSE_SECONDS * 1000 && replay(content).stage !== 'ended';
}

/** The state a run was left in. */
export function replay({ handOver, events }: JournalContent): RunState {
  const state = createRun(handOver.order);
  for (const event of events) step(state, event);
  return state;
}

/** The report of a run as its journal has it. */
export function journaledReport(content: JournalContent): RunReport {
  return runReport(replay(content));
}

function pauseOf({ handOver, events }: JournalContent, boot: Boot): number {
  const latest = Math.max(
    handOver.order.acceptedAt,
    ...events.map((event) => ('at' in event ? event.at : 0)),
  );
  return runClock(handOver, boot)() - latest;
}
