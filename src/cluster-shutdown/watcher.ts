import { existsSync, type FSWatcher, mkdirSync, readdirSync, statSync, watch } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';
import { journalFolders, RUNTIME_FILES, runtimePath } from './folders.ts';
import { isExposed } from './own-file.ts';
import { ProcessLock } from './process-lock.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import { watcherRecord } from './watcher-health.ts';
import type { WatcherOptions } from './watcher-options.ts';
import type { WatcherWork } from './watcher-work.ts';

const POLL_MS = 10_000;
const LOCK = 'shutdown_watcher';
/** What wakes the watcher. */
const WORDS = ['handOver', 'cancel', 'resume'] as const;

/**
 * The shutdown watcher (S0.14): waits for a hand-over and carries it out. Needs neither daemon, cluster stack, web server
 * nor quorum. What does the work is loaded when there is some; until then this is a process that sleeps.
 */
export class ShutdownWatcher {
  readonly #options: WatcherOptions;
  #events: FSWatcher | null = null;
  #poll: NodeJS.Timeout | null = null;
  #work: Promise<WatcherWork> | null = null;
  /** Nobody else works in the runtime folder while this is held; `null` when the folder was removed. */
  #lock: ProcessLock | null = null;
  #isStopped = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /**
   * Closes what an earlier boot left open, goes on with what an earlier life of this boot left open, then waits. Rejects
   * when another watcher runs, or the folders cannot be made, or others may write to the one orders are taken from.
   */
  async start(): Promise<void> {
    const { folders, log, pollMs = POLL_MS } = this.#options;
    mkdirSync(folders.state, { recursive: true, mode: 0o700 });
    this.#settleIn();
    if (journalFolders(folders).some(hasEntries)) await (await this.#load()).goOn();
    this.#watchFolder();
    this.#poll = setInterval(() => {
      this.#watchFolder();
      void this.#look();
    }, pollMs);
    log('info', `waiting for ${runtimePath(folders, 'handOver')}`);
    await this.#look();
  }

  /** Ends at once. A run that is under way is gone on with by the next start in this boot. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#events?.close();
    if (this.#poll !== null) clearInterval(this.#poll);
    (await this.#work)?.stop();
    this.#lock?.release();
  }

  /** Makes the runtime folder this watcher's own. */
  #settleIn(): void {
    const { folders, version } = this.#options;
    mkdirSync(folders.runtime, { recursive: true, mode: 0o755 });
    if (isExposed(statSync(folders.runtime)))
      throw new Error(`others may write to ${folders.runtime}: chown root and chmod go-w it`);
    const lock = ProcessLock.take(folders.runtime, LOCK);
    if (!(lock instanceof ProcessLock)) throw new Error(`a watcher runs already, process ${lock.pid}`);
    this.#lock = lock;
    writeRuntimeFile(folders, 'watcher', watcherRecord(version));
  }

  /** Watches the folder that is there at this moment; what lies in it tells whether it was removed and made again. */
  #watchFolder(): void {
    const { folders, log } = this.#options;
    try {
      const isOurs = this.#lock !== null && existsSync(runtimePath(folders, 'watcher'));
      if (isOurs && this.#events !== null) return;
      if (!isOurs) {
        this.#lock?.release();
        this.#lock = null;
        this.#settleIn();
      }
      this.#events?.close();
      this.#events = watch(folders.runtime, (_kind, name) => {
        if (name === null || WORDS.some((word) => RUNTIME_FILES[word] === name)) void this.#look();
      });
      this.#events.on('error', () => {
        this.#events = null;
      });
    } catch (error) {
      this.#events = null;
      const why = failureWords(error);
      log('warning', `${folders.runtime} cannot be watched, looking every few seconds: ${why}`);
    }
  }

  async #look(): Promise<void> {
    const { folders } = this.#options;
    const isSomething = WORDS.some((word) => existsSync(runtimePath(folders, word)));
    if (isSomething && this.#lock !== null && !this.#isStopped) await (await this.#load()).look();
  }

  #load(): Promise<WatcherWork> {
    this.#work ??= import('./watcher-work.ts').then(({ WatcherWork }) => new WatcherWork(this.#options));
    return this.#work;
  }
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
