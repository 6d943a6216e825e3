import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../shutdown-plan/run/event.ts';
import type { HandOver } from '../hand-over/hand-over.ts';
import { parseHandOver } from '../hand-over/shape.ts';

/** Keeps what happens to a run, so that another life of the watcher can go on with it. */
export interface Journal {
  /** Returns, when `isSynced`, after the event is on the disk. Throws as file systems do. */
  record(event: RunEvent, isSynced: boolean): void;
  close(): void;
  discard(): void;
}

/** Where nothing can be written. */
export const NO_JOURNAL: Journal = {
  record: () => undefined,
  close: () => undefined,
  discard: () => undefined,
};

const ENDING = '.jsonl';

/** A journal as a file of lines: the hand-over, then events. Synchronous, so that nothing overtakes it. */
export class FileJournal implements Journal {
  readonly #file: number;
  readonly #path: string;
  #isOpen = true;

  private constructor(file: number, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Begins a run's journal; it is on the disk when this returns. Throws as file systems do, also if there is one. */
  static begin(folder: string, handOver: HandOver): FileJournal {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = journalPath(folder, handOver.order.run);
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${JSON.stringify(handOver)}\n`);
    fsyncSync(file);
    syncFolder(folder);
    return new FileJournal(file, path);
  }

  /** Goes on with a journal. What a crash left of a line is cut off by the line break written first. */
  static goOn(folder: string, run: string): FileJournal {
    const path = journalPath(folder, run);
    const file = openSync(path, 'a', 0o600);
    writeSync(file, '\n');
    return new FileJournal(file, path);
  }

  record(event: RunEvent, isSynced: boolean): void {
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
    if (isSynced) fdatasyncSync(this.#file);
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  /** Nothing came of the run. */
  discard(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }
}

/** What a journal holds. */
export interface JournalContent {
  readonly handOver: HandOver;
  readonly events: readonly RunEvent[];
}

/** Runs that have a journal in the folder. */
export function journaledRuns(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length));
  } catch {
    return [];
  }
}

/** Reads a journal; a line that a crash cut short was never acted on. `null` when there is none to go by. */
export function readJournal(folder: string, run: string): JournalContent | null {
  let lines: string[];
  try {
    lines = readFileSync(journalPath(folder, run), 'utf8').split('\n');
  } catch {
    return null;
  }
  const handOver = parseHandOver(lines[0] ?? '');
  if (typeof handOver === 'string') return null;
  const events: RunEvent[] = [];
  for (const line of lines.slice(1)) {
    const event = readEvent(line);
    if (event !== null) events.push(event);
  }
  return { handOver, events };
}

/** Our own lines in a folder only root can write: whole JSON is an event. */
function readEvent(line: string): RunEvent | null {
  if (line === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as RunEvent) : null;
  } catch {
    return null;
  }
}

export function journalPath(folder: string, run: string): string {
  return join(folder, `${run}${ENDING}`);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
