import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { sha256 } from './digest.ts';
import {
  DISK,
  type FileSystem,
  finish,
  PRIVATE_FILE,
  PRIVATE_FOLDER,
  removeUnfinished,
  writeUnfinished,
} from './file-system.ts';
import { cannotPrune, folderUnusable, noSuchEntry, transitionDamaged, transitionNotKept } from './problem.ts';
import {
  readRecord,
  readTransitionText,
  type TransitionInput,
  type TransitionRecord,
  type TransitionToKeep,
  writeTransitionText,
} from './transition-record.ts';

/** How much is kept. The newest always is. */
export interface TransitionBounds {
  readonly most: number;
  /** Of compressed files, together. */
  readonly mostBytes: number;
}

export const DEFAULT_TRANSITION_BOUNDS: TransitionBounds = { most: 4_000, mostBytes: 256 * 1024 * 1024 };

/** Which entries to list. */
export interface TransitionQuery {
  /** At most that many, the newest. */
  readonly limit?: number;
  /** Decided at or after, before this time; epoch ms. */
  readonly since?: number;
  readonly before?: number;
  readonly dc?: string;
}

interface Entry {
  readonly record: TransitionRecord;
  readonly fileBytes: number;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const COMPRESSION = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};
/** No CIB is larger; a damaged file must not be able to take all memory. */
const MOST_TEXT_BYTES = 512 * 1024 * 1024;

const INDEX = 'index.jsonl';
const NAME = /^transition-(\d{10,15})\.xml\.zst$/;
const SEQUENCE_DIGITS = 10;
/** The index is written anew when more than this share of its lines stands for removed files. */
const STALE_SHARE = 0.5;
const FEW_LINES = 64;

/**
 * Every scheduling run's input, so that each past decision can be taken again. A file each: the CIB as it was, its record
 * in a comment behind it, compressed (`zstdcat` shows it; it can be given to `hawser simulate -x -`). `index.jsonl` repeats the
 * records so that a list needs no file opened; lines it lacks are made from the files.
 */
export class TransitionStore {
  readonly folder: string;
  readonly #files: FileSystem;
  readonly #bounds: TransitionBounds;
  readonly #report: (problem: Problem) => void;
  /** By sequence, oldest first. */
  readonly #entries = new Map<number, Entry>();
  #bytes = 0;
  #indexLines = 0;
  #sequence = 0;
  #current: Promise<unknown> = Promise.resolve();

  /** `report` is told of what goes wrong and stops nothing. */
  constructor(
    folder: string,
    report: (problem: Problem) => void,
    bounds: TransitionBounds = DEFAULT_TRANSITION_BOUNDS,
    files: FileSystem = DISK,
  ) {
    this.folder = folder;
    this.#files = files;
    this.#bounds = bounds;
    this.#report = report;
  }

  /** Prepares the folder and reads the index. To be called once, before anything else. Answers the number of entries. */
  async open(): Promise<Result<number>> {
    try {
      await this.#files.makeFolder(this.folder, PRIVATE_FOLDER);
      await removeUnfinished(this.#files, this.folder);
      const sequences: number[] = [];
      for (const name of await this.#files.list(this.folder)) {
        const match = NAME.exec(name);
        if (match !== null) sequences.push(Number(match[1]));
      }
      sequences.sort((a, b) => a - b);
      this.#sequence = sequences.at(-1) ?? 0;
      const known = await this.#readIndex();
      const problems: Problem[] = [];
      for (const sequence of sequences) {
        const record = known.get(sequence) ?? (await this.#recordOfFile(sequence, problems));
        if (record !== null) this.#add(record, await this.#files.size(this.#path(sequence)));
      }
      if (this.#entries.size !== this.#indexLines) await this.#rewriteIndex();
      return { ok: true, value: this.#entries.size, problems };
    } catch (error) {
      return { ok: false, problems: [folderUnusable(this.folder, failureWords(error))] };
    }
  }

  /** Keeps one input. `null` when it is on the disk; a problem never has to stop the cluster. */
  keep(transition: TransitionToKeep): Promise<Problem | null> {
    const kept = this.#current.then(() => this.#keep(transition));
    this.#current = kept;
    return kept;
  }

  /** Newest first. */
  list(query: TransitionQuery = {}): readonly TransitionRecord[] {
    const { limit = Number.POSITIVE_INFINITY, since, before, dc } = query;
    const found: TransitionRecord[] = [];
    const records = [...this.#entries.values()];
    for (let i = records.length - 1; i >= 0 && found.length < limit; i--) {
      const { record } = records[i] as Entry;
      if (since !== undefined && record.at < since) continue;
      if (before !== undefined && record.at >= before) continue;
      if (dc !== undefined && record.dc !== dc) continue;
      found.push(record);
    }
    return found;
  }

  /** Everything to schedule an entry again. */
  async read(sequence: number): Promise<Result<TransitionInput>> {
    if (!this.#entries.has(sequence))
      return { ok: false, problems: [noSuchEntry('kept transition', sequence)] };
    return this.#readFile(sequence);
  }

  async #keep({
    input,
    dc,
    effectiveTime,
    timeZone,
    summary,
    release,
  }: TransitionToKeep): Promise<Problem | null> {
    const sequence = ++this.#sequence;
    const path = this.#path(sequence);
    const { number, at, cib, reasons, actions } = input;
    const record: TransitionRecord = {
      sequence,
      number,
      at,
      effectiveTime,
      timeZone,
      dc,
      trigger: reasons,
      actions,
      summary,
      release,
      digest: sha256(cib),
      cibBytes: Buffer.byteLength(cib),
    };
    try {
      const bytes = await compress(Buffer.from(writeTransitionText({ record, cib })), COMPRESSION);
      await writeUnfinished(this.#files, path, bytes);
      await finish(this.#files, path);
      await this.#files.syncFolder(this.folder);
      this.#add(record, bytes.length);
      await this.#appendToIndex(record);
    } catch (error) {
      return transitionNotKept(path, failureWords(error));
    }
    await this.#prune();
    return null;
  }

  async #prune(): Promise<void> {
    try {
      for (const [sequence, { fileBytes }] of this.#entries) {
        const isWithin = this.#entries.size <= this.#bounds.most && this.#bytes <= this.#bounds.mostBytes;
        if (isWithin || this.#entries.size === 1) break;
        await this.#files.remove(this.#path(sequence));
        this.#entries.delete(sequence);
        this.#bytes -= fileBytes;
      }
      if (this.#indexLines > FEW_LINES && this.#entries.size < this.#indexLines * STALE_SHARE)
        await this.#rewriteIndex();
    } catch (error) {
      this.#report(cannotPrune(this.folder, failureWords(error)));
    }
  }

  #add(record: TransitionRecord, fileBytes: number): void {
    this.#entries.set(record.sequence, { record, fileBytes });
    this.#bytes += fileBytes;
  }

  #path(sequence: number): string {
    return join(this.folder, `transition-${`${sequence}`.padStart(SEQUENCE_DIGITS, '0')}.xml.zst`);
  }

  async #readFile(sequence: number): Promise<Result<TransitionInput>> {
    const path = this.#path(sequence);
    const damaged = (why: string): Result<TransitionInput> => ({
      ok: false,
      problems: [transitionDamaged(path, why)],
    });
    try {
      const bytes = await this.#files.read(path);
      if (bytes === null) return damaged('it is gone');
      const text = (await decompress(bytes, { maxOutputLength: MOST_TEXT_BYTES })).toString('utf8');
      const input = readTransitionText(text);
      if (input === null) return damaged('it has no record');
      if (sha256(input.cib) !== input.record.digest) return damaged('its CIB does not match its digest');
      return { ok: true, value: input, problems: [] };
    } catch (error) {
      return damaged(failureWords(error));
    }
  }

  async #recordOfFile(sequence: number, problems: Problem[]): Promise<TransitionRecord | null> {
    const read = await this.#readFile(sequence);
    if (read.ok) return { ...read.value.record, sequence };
    problems.push(...read.problems.map((problem) => ({ ...problem, severity: 'warning' as const })));
    return null;
  }

  async #readIndex(): Promise<ReadonlyMap<number, TransitionRecord>> {
    const known = new Map<number, TransitionRecord>();
    const bytes = await this.#files.read(join(this.folder, INDEX));
    this.#indexLines = 0;
    if (bytes === null) return known;
    for (const line of Buffer.from(bytes).toString('utf8').split('\n')) {
      if (line === '') continue;
      this.#indexLines++;
      const record = readRecord(line);
      if (record !== null) known.set(record.sequence, record);
    }
    return known;
  }

  async #appendToIndex(record: TransitionRecord): Promise<void> {
    const file = await this.#files.append(join(this.folder, INDEX), PRIVATE_FILE);
    try {
      // The line before may have been cut short by a crash; an empty line is none.
      await file.write(Buffer.from(`\n${JSON.stringify(record)}\n`));
    } finally {
      await file.close();
    }
    this.#indexLines++;
  }

  async #rewriteIndex(): Promise<void> {
    const path = join(this.folder, INDEX);
    const lines = [...this.#entries.values()].map(({ record }) => `${JSON.stringify(record)}\n`);
    await writeUnfinished(this.#files, path, Buffer.from(lines.join('')));
    await finish(this.#files, path);
    this.#indexLines = lines.length;
  }
}
