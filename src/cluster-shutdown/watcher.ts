import { existsSync, type FSWatcher, mkdirSync, readdirSync, watch } from 'node:fs';
import { failureWords } from '../result/failure-words.ts';
import { journalFolders, RUNTIME_FILES, runtimePath } from './folders.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import { readWatcherHealth, watcherRecord } from './watcher-health.ts';
import type { WatcherOptions } from './watcher-options.ts';
import type { WatcherWork } from './watcher-work.ts';

const POLL_MS = 10_000;

/**
 * The shutdown watcher (S0.14): waits for a hand-over and carries it out. Needs neither daemon, cluster stack, web server
 * nor quorum. What does the work is loaded when there is some; until then this is a process that sleeps.
 */
export class ShutdownWatcher {
  readonly #options: WatcherOptions;
  #events: FSWatcher | null = null;
  #poll: NodeJS.Timeout | null = null;
  #work: Promise<WatcherWork> | null = null;
  #isStopped = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /**
   * Closes what an earlier boot left open, goes on with what an earlier life of this boot left open, then waits. Rejects
   * when another watcher runs, or the folders cannot be made.
   */
  async start(): Promise<void> {
    const { folders, version, log, pollMs = POLL_MS } = this.#options;
    mkdirSync(folders.runtime, { recursive: true, mode: 0o755 });
    mkdirSync(folders.state, { recursive: true, mode: 0o700 });
    const other = readWatcherHealth(folders);
    if (other.isRunning && other.pid !== process.pid)
      throw new Error(`a watcher runs already, process ${other.pid}`);
    writeRuntimeFile(folders, 'watcher', watcherRecord(version));
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
  }

  /** Watches the folder that is there at this moment; what lies in it tells whether it was removed and made again. */
  #watchFolder(): void {
    const { folders, log, version } = this.#options;
    try {
      const isOurs = existsSync(runtimePath(folders, 'watcher'));
      if (isOurs && this.#events !== null) return;
      mkdirSync(folders.runtime, { recursive: true, mode: 0o755 });
      if (!isOurs) writeRuntimeFile(folders, 'watcher', watcherRecord(version));
      this.#events?.close();
      this.#events = watch(folders.runtime, (_kind, name) => {
        if (name === null || name === RUNTIME_FILES.handOver || name === RUNTIME_FILES.cancel)
          void this.#look();
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
    const isSomething =
      existsSync(runtimePath(folders, 'handOver')) || existsSync(runtimePath(folders, 'cancel'));
    if (isSomething && !this.#isStopped) await (await this.#load()).look();
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
