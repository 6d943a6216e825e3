import { randomUUID } from 'node:crypto';
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import { closeAfterBoot } from '../shutdown-plan/run/run-report.ts';
import { createRun } from '../shutdown-plan/run/state.ts';
import { step } from '../shutdown-plan/run/step.ts';
import { DISK } from '../store/file-system.ts';
import { journalFolders, runtimePath, statePath } from './folders.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { readHandOver } from './hand-over/take.ts';
import { handOverStale, journalNotWritten } from './problem.ts';
import { RunDriver } from './run/driver.ts';
import {
  FileJournal,
  type Journal,
  type JournalContent,
  journaledRuns,
  journalPath,
  NO_JOURNAL,
  readJournal,
} from './run/journal.ts';
import { openRun } from './run/open-run.ts';
import { pruneReports, readReport, writeReport } from './run/report-store.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import type { WatcherOptions } from './watcher-options.ts';

/** Progress is written at most that often. */
const PUBLISH_MS = 250;

/** What the watcher does when there is something to do. One run at a time. */
export class WatcherWork {
  readonly #options: WatcherOptions;
  #driver: RunDriver | null = null;
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

  /** Looks for a hand-over and a cancellation; calls that come meanwhile make it look once more. */
  async look(): Promise<void> {
    this.#mustLook = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#mustLook && !this.#isStopped) {
        this.#mustLook = false;
        await this.#lookForCancel();
        await this.#lookForHandOver();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookForCancel(): Promise<void> {
    const path = runtimePath(this.#options.folders, 'cancel');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return;
    await unlink(path).catch(() => undefined);
    const wanted = readCancel(text);
    if (wanted === null) this.#options.log('error', `${path} is malformed and was not acted on`);
    else if (this.#driver !== null && this.#driver.report.run === wanted.run) this.#driver.cancel(wanted.by);
  }

  async #lookForHandOver(): Promise<void> {
    if (this.#driver !== null) return;
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
    // S0.31: gone before anything is sent. Whoever removes it has it: it may have been cancelled this instant.
    try {
      await unlink(path);
      await DISK.syncFolder(folders.runtime);
    } catch (error) {
      journal.discard();
      log('warning', `the request ${handOver.order.run} was withdrawn: ${failureWords(error)}`);
      return;
    }
    await this.#carryOut({ handOver, events: [] }, journal);
  }

  /** Nothing is done twice, even if a hand-over appears again. */
  async #isKnown(run: string): Promise<boolean> {
    const { folders } = this.#options;
    const isJournaled = journalFolders(folders).some((folder) => journaledRuns(folder).includes(run));
    return isJournaled || (await readReport(statePath(folders, 'reports'), run)) !== null;
  }

  /** S0.30: nothing is done, the evidence is kept, people are told. */
  async #refuse(path: string, problem: Problem, text: string | null): Promise<void> {
    const { folders, log, alert } = this.#options;
    log('error', `${problem.code} ${problem.message}`);
    const folder = statePath(folders, 'refused');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const kept = join(folder, `${new Date().toISOString()}-${randomUUID()}.json`);
      await writeFile(kept, text ?? problem.message, { mode: 0o600 });
      log('info', `kept as ${kept}`);
    } catch (error) {
      log('warning', `the evidence cannot be kept: ${failureWords(error)}`);
    }
    await unlink(path).catch((error) => log('error', `${path} cannot be removed: ${failureWords(error)}`));
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

  /** Runs that have a journal and no report of their end. */
  async goOn(): Promise<void> {
    const { folders, boot, log } = this.#options;
    for (const folder of journalFolders(folders)) {
      for (const run of journaledRuns(folder)) {
        const reports = statePath(folders, 'reports');
        if ((await readReport(reports, run))?.outcome != null) {
          await this.#dropJournal(run);
          continue;
        }
        const content = readJournal(folder, run);
        if (content === null) {
          log('warning', `the journal of the run ${run} cannot be read; nothing is done about it`);
          continue;
        }
        if (content.handOver.bootId !== boot.id) await this.#closeOld(content);
        else if (this.#driver === null) {
          // The hand-over may still lie there if the watcher died on it.
          const path = runtimePath(folders, 'handOver');
          const lying = await readHandOver(path, boot);
          if (lying.kind === 'good' && lying.handOver.order.run === run)
            await unlink(path).catch(() => undefined);
          log('warning', `going on with the run ${run}`);
          await this.#carryOut(content, FileJournal.goOn(folder, run));
        }
      }
    }
  }

  /** A run of an earlier boot is never gone on with (S0.33): its report is finished and told. */
  async #closeOld({ handOver, events }: JournalContent): Promise<void> {
    const { log } = this.#options;
    const state = createRun(handOver.order);
    for (const event of events) step(state, event);
    const report = closeAfterBoot(state, Date.now());
    if (await this.#keep(report)) await this.#dropJournal(report.run);
    log('warning', `the run ${report.run} of an earlier boot is closed: ${report.outcome}`);
    void this.#tell(handOver, report);
  }

  async #carryOut({ handOver, events }: JournalContent, journal: Journal): Promise<void> {
    const { folders, log } = this.#options;
    const { run, action, requestedBy, machines } = handOver.order;
    log('info', `${action} of ${machines.length} machines, run ${run}, asked for by ${requestedBy}`);
    this.#writeRuntime('intent', { run, action, since: Date.now() });
    const keep = async (report: RunReport) => {
      await this.#keep(report);
    };
    const driver = new RunDriver(
      handOver.order,
      {
        ...openRun(handOver, await this.#options.surroundings(), keep),
        journal,
        publish: (report) => this.#publish(report),
        log: ({ text, problem }) =>
          log(problem === null ? 'info' : 'warning', `${problem === null ? '' : `${problem.code} `}${text}`),
      },
      events,
    );
    this.#driver = driver;
    this.#publishNow(driver.report);
    void driver.ended.then(async (report) => {
      if (await this.#keep(report)) await this.#dropJournal(run);
      this.#publishNow(report);
      log('info', `run ${run} has ended: ${report.outcome}`);
      // After a shutdown nothing may be switched on until a start or the next boot.
      if (action === 'start' || report.outcome === 'cancelled')
        await unlink(runtimePath(folders, 'intent')).catch(() => undefined);
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
    const { surroundings, log } = this.#options;
    const { notify } = openRun(handOver, await surroundings(), async () => undefined);
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

/** Which run is to be cancelled, and by whom; `null` for anything else. */
function readCancel(text: string): { readonly run: string; readonly by: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('run' in value) || !('by' in value)) return null;
    return typeof value.run === 'string' && typeof value.by === 'string'
      ? { run: value.run, by: value.by }
      : null;
  } catch {
    return null;
  }
}
