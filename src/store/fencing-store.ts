import { join } from 'node:path';
import type { FencingRecord } from '../controller/model/fencing.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem } from '../result/problem.ts';
import {
  DISK,
  type FileSystem,
  finish,
  PRIVATE_FOLDER,
  removeUnfinished,
  writeUnfinished,
} from './file-system.ts';
import { fencingHistoryDamaged, fencingHistoryNotKept, folderUnusable } from './problem.ts';

const HISTORY = 'fencing-history.json';
const DAMAGED = 'fencing-history.json.damaged';
/** Of the file's form: a reader leaves another one alone. */
const FORM = 1;

/**
 * The fencing history on disk, so that what was fenced, and on what evidence it counted, outlives a restart of the whole
 * cluster. Written whole each time; of writes asked for while one is under way the last stands for all.
 */
export class FencingStore {
  readonly #files: FileSystem;
  readonly #folder: string;
  readonly #report: (problem: Problem) => void;
  #next: readonly FencingRecord[] | null = null;
  #current: Promise<void> | null = null;

  constructor(folder: string, report: (problem: Problem) => void, files: FileSystem = DISK) {
    this.#folder = folder;
    this.#report = report;
    this.#files = files;
  }

  /** Prepares the folder and reads what is kept. What cannot be read is told, set aside, and nobody's hindrance. */
  async open(): Promise<readonly FencingRecord[]> {
    const path = join(this.#folder, HISTORY);
    try {
      await this.#files.makeFolder(this.#folder, PRIVATE_FOLDER);
      await removeUnfinished(this.#files, this.#folder);
      const bytes = await this.#files.read(path);
      if (bytes === null) return [];
      const records = readHistory(Buffer.from(bytes).toString('utf8'));
      if (typeof records !== 'string') return records;
      const keptAs = join(this.#folder, DAMAGED);
      await this.#files.rename(path, keptAs);
      this.#report(fencingHistoryDamaged(path, records, keptAs));
    } catch (error) {
      this.#report(folderUnusable(this.#folder, failureWords(error)));
    }
    return [];
  }

  /** Writes the history; resolves when the disk has it, or has refused it, which is told. */
  keep(records: readonly FencingRecord[]): Promise<void> {
    this.#next = records;
    this.#current ??= this.#writeAll().finally(() => {
      this.#current = null;
    });
    return this.#current;
  }

  async #writeAll(): Promise<void> {
    const path = join(this.#folder, HISTORY);
    for (let records = this.#next; records !== null; records = this.#next) {
      this.#next = null;
      try {
        await writeUnfinished(this.#files, path, Buffer.from(JSON.stringify({ form: FORM, records })));
        await finish(this.#files, path);
        await this.#files.syncFolder(this.#folder);
      } catch (error) {
        this.#report(fencingHistoryNotKept(path, failureWords(error)));
      }
    }
  }
}

/** The records of a file's text, or what is wrong with it. */
function readHistory(text: string): readonly FencingRecord[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failureWords(error);
  }
  if (typeof value !== 'object' || value === null || !('form' in value) || !('records' in value))
    return 'it holds no fencing history';
  if (value.form !== FORM) return `its form is ${String(value.form)}, this version knows form ${FORM}`;
  if (!Array.isArray(value.records)) return 'its records are no list';
  const wrong = value.records.findIndex((record) => !isRecord(record));
  return wrong < 0 ? (value.records as FencingRecord[]) : `record ${wrong + 1} is none`;
}

const TEXTS = ['id', 'target', 'operation', 'client', 'outcome', 'reason'];
const LISTS = ['devices', 'executors', 'evidence'];
const TIMES = ['startedAt', 'endedAt'];

/** Whether a value has the fields of a record; their owner wrote them. */
function isRecord(value: unknown): value is FencingRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    TEXTS.every((name) => typeof fields.get(name) === 'string') &&
    LISTS.every((name) => Array.isArray(fields.get(name))) &&
    TIMES.every((name) => Number.isFinite(fields.get(name)))
  );
}
