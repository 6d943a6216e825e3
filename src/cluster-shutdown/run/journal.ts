import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RunEvent } from '../../shutdown-plan/run/event.ts';
import type { HandOver } from '../hand-over/hand-over.ts';
import { parseHandOver } from '../hand-over/shape.ts';

/** Keeps what happens to a run, so that another life of the watcher can go on with it. */
export interface Journal {
  /**
   * Returns, when `isSynced`, after the event is on the disk. Throws as file systems do; then nothing of the event is in
   * the journal.
   */
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
const UNFINISHED = '.unfinished';
const CHECKSUM_DIGITS = 8;

/**
 * A journal as a file of lines: the hand-over, then events, each behind its checksum. Synchronous, so that nothing
 * overtakes it.
 */
export class FileJournal implements Journal {
  readonly #file: number;
  readonly #path: string;
  #length: number;
  #isOpen = true;

  private constructor(file: number, path: string, length: number) {
    this.#file = file;
    this.#path = path;
    this.#length = length;
  }

  /**
   * Begins a run's journal; it is on the disk when this returns. At its name there is never less than the whole
   * hand-over. Throws as file systems do, also if there is one.
   */
  static begin(folder: string, handOver: HandOver): FileJournal {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { run } = handOver.order;
    if (journaledRuns(folder).includes(run)) throw new Error(`there is a journal of ${run}`);
    const path = journalPath(folder, run);
    const unfinished = path + UNFINISHED;
    const file = openSync(unfinished, 'w', 0o600);
    try {
      const line = lineOf(handOver);
      writeAll(file, line, 0);
      fsyncSync(file);
      renameSync(unfinished, path);
      syncFolder(folder);
      return new FileJournal(file, path, line.length);
    } catch (error) {
      closeSync(file);
      rmSync(unfinished, { force: true });
      rmSync(path, { force: true });
      throw error;
    }
  }

  /** Goes on with a journal. What a crash left of a line is cut off. */
  static goOn(folder: string, run: string): FileJournal {
    const path = journalPath(folder, run);
    const length = readFileSync(path).lastIndexOf('\n') + 1;
    const file = openSync(path, 'r+', 0o600);
    ftruncateSync(file, length);
    return new FileJournal(file, path, length);
  }

  record(event: RunEvent, isSynced: boolean): void {
    const line = lineOf(event);
    try {
      writeAll(this.#file, line, this.#length);
      if (isSynced) fdatasyncSync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#length);
      throw error;
    }
    this.#length += line.length;
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
  /** Up to the first line that is damaged. */
  readonly events: readonly RunEvent[];
  /** Number of that line, from 1; `null` when all are whole. */
  readonly damagedLine: number | null;
  /** Who cancelled the run, wherever in the journal that stands. */
  readonly cancelledBy: string | null;
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

/** Reads a journal; a last line that a crash cut short was never acted on. `null` when there is none to go by. */
export function readJournal(folder: string, run: string): JournalContent | null {
  let lines: string[];
  try {
    lines = readFileSync(journalPath(folder, run), 'utf8').split('\n');
  } catch {
    return null;
  }
  // What follows the last line break: nothing, or what was cut short.
  lines.pop();
  const [first = '', ...rest] = lines.map(checkedText);
  const handOver = parseHandOver(first ?? '');
  if (typeof handOver === 'string' || handOver.order.run !== run) return null;
  const all = rest.map((text): RunEvent | null => (text === null ? null : JSON.parse(text)));
  const damaged = all.indexOf(null);
  const whole = all.filter((event) => event !== null);
  return {
    handOver,
    events: damaged < 0 ? whole : (all.slice(0, damaged) as readonly RunEvent[]),
    damagedLine: damaged < 0 ? null : damaged + 2,
    cancelledBy: whole.find((event) => event.kind === 'cancel')?.by ?? null,
  };
}

export function journalPath(folder: string, run: string): string {
  return join(folder, `${run}${ENDING}`);
}

function checksum(text: string | Uint8Array): string {
  return crc32(text).toString(16).padStart(CHECKSUM_DIGITS, '0');
}

function lineOf(value: HandOver | RunEvent): Buffer {
  const text = JSON.stringify(value);
  return Buffer.from(`${checksum(text)} ${text}\n`);
}

/** The text of a line as it was written; `null` when it is not that any more. */
function checkedText(line: string): string | null {
  const text = line.slice(CHECKSUM_DIGITS + 1);
  return line.startsWith(`${checksum(text)} `) ? text : null;
}

/** A disk that is nearly full takes a part and calls that success. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
