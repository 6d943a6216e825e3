import { unlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import { closeAfterBoot, runReport } from '../shutdown-plan/run/run-report.ts';
import { createRun } from '../shutdown-plan/run/state.ts';
import { DISK } from '../store/file-system.ts';
import { clearAway, keepEvidence, setAside } from './evidence.ts';
import { journalFolders, runtimePath, statePath } from './folders.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { readHandOver } from './hand-over/take.ts';
import { handOverStale, journalDamaged, journalNotWritten, journalUnreadable, runPaused } from './problem.ts';
import { NO_PAST, RunDriver, type RunPast } from './run/driver.ts';
import { FileJournal, type Journal, type JournalContent, journalPath, NO_JOURNAL } from './run/journal.ts';
import { openRun } from './run/open-run.ts';
import {
  isPausedForLong,
  journaledReport,
  type OpenRun,
  type PastRun,
  pastRuns,
  replay,
} from './run/past-runs.ts';
import { pruneReports, readReport, writeReport } from './run/report-store.ts';
import { type RunWordKind, readWord, removeWord } from './run-word.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import type { WatcherOptions } from './watcher-options.ts';

/** Progress is written at most that often. */
const PUBLISH_MS = 250;

/** What the watcher does when there is something to do. One run at a time. */
export class WatcherWork {
  readonly #options: WatcherOptions;
  #driver: RunDriver | null = null;
  /** A run that waits for an operator to say that it goes on, or ends. */
  #paused: OpenRun | null = null;
  #publication: NodeJS.Timeout | null = null;
  #isLooking = false;
  #mustLook = false;
  #isStopped = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#publication !== null) clearTimeout(this.#publication);
    this.#driver?.stop();
  }

  /** Looks for a hand-over and for word about a run; calls that come meanwhile make it look once more. */
  async look(): Promise<void> {
    this.#mustLook = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#mustLook && !this.#isStopped) {
        this.#mustLook = false;
        await this.#lookForCancel();
        await this.#lookForResume();
        await this.#lookForHandOver();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookForCancel(): Promise<void> {
    const word = await this.#word('cancel');
    if (word === null) return;
    if (this.#driver?.report.run === word.run) this.#driver.cancel(word.by);
    else if (this.#paused?.run === word.run) await this.#goOnWith(this.#paused, word.by, false);
    else await removeWord(this.#options.folders, 'cancel', word.run);
  }

  async #lookForResume(): Promise<void> {
    const word = await this.#word('resume');
    if (word === null) return;
    await removeWord(this.#options.folders, 'resume', word.run);
    if (this.#paused?.run !== word.run) return;
    this.#options.log('warning', `${word.by} says that the run ${word.run} goes on`);
    await this.#goOnWith(this.#paused, null, true);
    this.#driver?.note(`${word.by} said that it goes on`, null);
  }

  /** Word that was left for the watcher; what is none is taken away. */
  async #word(kind: RunWordKind): Promise<{ readonly run: string; readonly by: string } | null> {
    const { folders, log } = this.#options;
    const found = await readWord(folders, kind);
    if (found.kind === 'word') return found.word;
    if (found.kind === 'none') return null;
    const path = runtimePath(folders, kind);
    log('error', `${path} was not acted on: ${found.why}`);
    clearAway(path, log);
    return null;
  }

  async #lookForHandOver(): Promise<void> {
    if (this.#driver !== null || this.#paused !== null) return;
    const { folders, boot, log } = this.#options;
    const path = runtimePath(folders, 'handOver');
    const found = await readHandOver(path, boot);
    if (found.kind === 'none') return;
    if (found.kind === 'refused') {
      await this.#refuse(path, found.problem, found.text);
      return;
    }
    const { handOver } = found;
    if (await this.#isKnown(handOver.order.run)) {
      await this.#refuse(path, handOverStale(path, 'this run was begun before'), JSON.stringify(handOver));
      return;
    }
    const journal = this.#beginJournal(handOver);
    // From here on there is a run to be seen and cancelled.
    this.#publishNow(runReport(createRun(handOver.order)));
    // S0.31: gone before anything is sent. Whoever removes it has it: it may have been cancelled this instant.
    try {
      unlinkSync(path);
    } catch (error) {
      journal.discard();
      await unlink(runtimePath(folders, 'status')).catch(() => undefined);
      log('warning', `the request ${handOver.order.run} was withdrawn: ${failureWords(error)}`);
      return;
    }
    await DISK.syncFolder(folders.runtime).catch((error: unknown) => log('warning', failureWords(error)));
    await this.#carryOut(handOver, journal, NO_PAST);
  }

  /** Nothing is done twice, even if a hand-over appears again. */
  async #isKnown(run: string): Promise<boolean> {
    const { folders, boot } = this.#options;
    const isJournaled = (await pastRuns(folders, boot)).some((past) => past.run === run);
    return isJournaled || (await readReport(statePath(folders, 'reports'), run)) !== null;
  }

  /** S0.30: nothing is done, the evidence is kept, people are told. */
  async #refuse(path: string, problem: Problem, text: string | null): Promise<void> {
    const { folders, log, alert } = this.#options;
    log('error', `${problem.code} ${problem.message}`);
    keepEvidence(folders, text ?? problem.message, log);
    clearAway(path, log);
    await alert(problem);
  }

  /** A full disk must not keep the cluster on: memory below /run is the second choice. */
  #beginJournal(handOver: HandOver): Journal {
    const { folders, log } = this.#options;
    for (const folder of journalFolders(folders)) {
      try {
        return FileJournal.begin(folder, handOver);
      } catch (error) {
        const problem = journalNotWritten(folder, failureWords(error));
        log('warning', `${problem.code} ${problem.message}`);
      }
    }
    return NO_JOURNAL;
  }

  /** Runs that have a journal and no report of their end. One that cannot be dealt with does not hold up the others. */
  async goOn(): Promise<void> {
    const { folders, boot, log } = this.#options;
    for (const past of await pastRuns(folders, boot)) {
      try {
        await this.#takeUp(past);
      } catch (error) {
        log('error', `the run ${past.run} cannot be taken up: ${failureWords(error)}`);
      }
    }
  }

  async #takeUp(past: PastRun): Promise<void> {
    const { folders, boot, log, alert } = this.#options;
    const { run, folder } = past;
    if (past.kind === 'reported') {
      await this.#dropJournal(run);
      return;
    }
    // The hand-over still lies there if the watcher died on it; without a journal it is taken up from there.
    const path = runtimePath(folders, 'handOver');
    const lying = await readHandOver(path, boot);
    const isLying = lying.kind === 'good' && lying.handOver.order.run === run;
    if (past.kind === 'unreadable') {
      setAside(folders, journalPath(folder, run), log);
      if (isLying) return;
      const problem = journalUnreadable(run);
      log('error', `${problem.code} ${problem.message}`);
      void alert(problem);
      return;
    }
    if (past.kind === 'earlier-boot') {
      await this.#closeOld(past.content);
      return;
    }
    if (this.#driver !== null || this.#paused !== null) return;
    if (isLying) clearAway(path, log);
    const word = await this.#word('cancel');
    if (word?.run === run) await this.#goOnWith(past, word.by, false);
    else if (past.content.cancelledBy !== null || !isPausedForLong(past))
      await this.#goOnWith(past, past.content.cancelledBy, false);
    else this.#pause(past);
  }

  /** After a long time an operator has to say whether a run is still wanted. */
  #pause(past: OpenRun): void {
    const { log, alert } = this.#options;
    this.#paused = past;
    const problem = runPaused(past.run, Math.round(past.pausedMs / 60_000));
    log('error', `${problem.code} ${problem.message}`);
    const report = journaledReport(past.content);
    const note = { at: Date.now(), text: problem.message, problem };
    this.#publishNow({ ...report, notes: [...report.notes, note] });
    void alert(problem);
  }

  /** Goes on with a run of a former life, or ends it. */
  async #goOnWith(past: OpenRun, cancelledBy: string | null, isAnew: boolean): Promise<void> {
    const { folders, log } = this.#options;
    const { run, folder, content } = past;
    this.#paused = null;
    log('warning', cancelledBy === null ? `going on with the run ${run}` : `ending the run ${run}`);
    const { damagedLine, events, handOver } = content;
    if (damagedLine === null) {
      await this.#carryOut(handOver, FileJournal.goOn(folder, run), { events, cancelledBy, isAnew });
      return;
    }
    setAside(folders, journalPath(folder, run), log);
    const journal = this.#beginJournal(handOver);
    for (const event of events) journal.record(event, false);
    await this.#carryOut(handOver, journal, { events, cancelledBy, isAnew: true });
    const problem = journalDamaged(run, damagedLine);
    this.#driver?.note(problem.message, problem);
  }

  /** A run of an earlier boot is never gone on with (S0.33): its report is finished and told. */
  async #closeOld(content: JournalContent): Promise<void> {
    const { log } = this.#options;
    const report = closeAfterBoot(replay(content), Date.now());
    if (await this.#keep(report)) await this.#dropJournal(report.run);
    log('warning', `the run ${report.run} of an earlier boot is closed: ${report.outcome}`);
    void this.#tell(content.handOver, report);
  }

  async #carryOut(handOver: HandOver, journal: Journal, past: RunPast): Promise<void> {
    const { folders, log, boot } = this.#options;
    const { run, action, requestedBy, machines } = handOver.order;
    log('info', `${action} of ${machines.length} machines, run ${run}, asked for by ${requestedBy}`);
    this.#writeRuntime('intent', { run, action, since: Date.now() });
    const keep = async (report: RunReport) => {
      await this.#keep(report);
    };
    const world = openRun(handOver, await this.#options.surroundings(), boot, keep);
    // It may have been cancelled before anything could be sent.
    const word = await this.#word('cancel');
    const cancelledBy = past.cancelledBy ?? (word?.run === run ? word.by : null);
    const driver = new RunDriver(
      handOver.order,
      {
        ...world,
        journal,
        publish: (report) => this.#publish(report),
        log: ({ text, problem }) =>
          log(problem === null ? 'info' : 'warning', `${problem === null ? '' : `${problem.code} `}${text}`),
      },
      { ...past, cancelledBy },
    );
    this.#driver = driver;
    this.#publishNow(driver.report);
    void driver.ended.then(async (report) => {
      if (await this.#keep(report)) await this.#dropJournal(run);
      this.#publishNow(report);
      log('info', `run ${run} has ended: ${report.outcome}`);
      await removeWord(folders, 'cancel', run);
      // After a shutdown nothing may be switched on until a start or the next boot.
      if (action === 'start' || report.outcome === 'cancelled')
        await unlink(runtimePath(folders, 'intent')).catch(() => undefined);
      if (action === 'start' && report.outcome !== 'done') await world.letGo();
      await this.#tell(handOver, report);
      await pruneReports(statePath(folders, 'reports')).catch(() => undefined);
      this.#driver = null;
      await this.look();
    });
  }

  /** False when it cannot be written; then the journal is all there is. */
  async #keep(report: RunReport): Promise<boolean> {
    const { folders, log } = this.#options;
    try {
      await writeReport(statePath(folders, 'reports'), report);
      return true;
    } catch (error) {
      log('error', `the report of ${report.run} cannot be written: ${failureWords(error)}`);
      return false;
    }
  }

  /** The report tells all a journal does. */
  async #dropJournal(run: string): Promise<void> {
    for (const folder of journalFolders(this.#options.folders))
      await DISK.remove(journalPath(folder, run)).catch(() => undefined);
  }

  async #tell(handOver: HandOver, report: RunReport): Promise<void> {
    const { surroundings, log, boot } = this.#options;
    const { notify } = openRun(handOver, await surroundings(), boot, async () => undefined);
    for (const { text, problem } of await notify(report)) log(problem === null ? 'info' : 'warning', text);
  }

  #publish(report: () => RunReport): void {
    this.#publication ??= setTimeout(() => {
      this.#publication = null;
      this.#publishNow(report());
    }, PUBLISH_MS);
  }

  #publishNow(report: RunReport): void {
    this.#writeRuntime('status', report);
  }

  #writeRuntime(name: 'status' | 'intent', value: unknown): void {
    try {
      writeRuntimeFile(this.#options.folders, name, value);
    } catch (error) {
      const path = runtimePath(this.#options.folders, name);
      this.#options.log('warning', `${path} cannot be written: ${failureWords(error)}`);
    }
  }
}
