import { join } from 'node:path';
import type { CibVersion } from '../cib/version.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { type BackupBounds, type CibBackup, CibBackups, DEFAULT_BACKUP_BOUNDS } from './cib-backups.ts';
import { digestLine, readDigestLine, sha256 } from './digest.ts';
import {
  DISK,
  type FileSystem,
  finish,
  PRIVATE_FOLDER,
  removeUnfinished,
  writeUnfinished,
} from './file-system.ts';
import {
  cibDamaged,
  cibMissing,
  cibUnreplaceable,
  folderUnusable,
  noGoodCib,
  noSuchEntry,
  writeFailed,
  writeInterrupted,
} from './problem.ts';

/** A CIB as it was read from disk. */
export interface StoredCib {
  readonly xml: string;
  /** Where it was read. */
  readonly source: string;
}

/** A CIB to be written. */
export interface CibToStore {
  readonly xml: string;
  readonly version: CibVersion;
  /** Now, epoch ms. */
  readonly at: number;
}

const CIB = 'cib.xml';
const DIGEST = 'cib.xml.sha256';
const BACKUPS = 'backups';
const DAMAGED = 'cib.xml.damaged';

/** A write that waits for its turn, and everybody who waits for it. */
interface PendingWrite {
  cib: CibToStore;
  readonly written: Promise<Problem | null>;
}

/**
 * The CIB on disk: `cib.xml`, its digest in `cib.xml.sha256` (`sha256sum -c` checks it), and `backups/`, whose newest is
 * a second copy of the current one. What is acknowledged survives a power cut at any moment; what was being written is
 * there wholly or not at all.
 *
 * Order of a write: backup (synced, named, folder synced), then CIB and digest (both synced), then their names, then the
 * folder. CIB and digest get their names one after the other; a crash between leaves a pair that does not match, which
 * the backups tell from damage: both then have a backup of that very digest.
 */
export class CibStore {
  readonly folder: string;
  readonly #files: FileSystem;
  readonly #backups: CibBackups;
  readonly #bounds: BackupBounds;
  readonly #report: (problem: Problem) => void;
  #sequence = 0;
  #pending: PendingWrite | null = null;
  #current: Promise<unknown> = Promise.resolve();

  /** `report` is told of what goes wrong outside of a call: backups that cannot be removed. */
  constructor(
    folder: string,
    report: (problem: Problem) => void,
    bounds: BackupBounds = DEFAULT_BACKUP_BOUNDS,
    files: FileSystem = DISK,
  ) {
    this.folder = folder;
    this.#files = files;
    this.#bounds = bounds;
    this.#report = report;
    this.#backups = new CibBackups(files, join(folder, BACKUPS));
  }

  /**
   * Prepares the folder and reads the CIB: to be called once, before anything else. `null` when none was ever written.
   * Not ok when there was one and no good copy of it is left. Warnings tell what had to be done to get it.
   */
  async open(): Promise<Result<StoredCib | null>> {
    try {
      await this.#files.makeFolder(this.folder, PRIVATE_FOLDER);
      await this.#files.makeFolder(this.#backups.folder, PRIVATE_FOLDER);
      await removeUnfinished(this.#files, this.folder);
      await removeUnfinished(this.#files, this.#backups.folder);
      const backups = await this.#backups.list();
      this.#sequence = backups[0]?.sequence ?? 0;
      return await this.#read(backups);
    } catch (error) {
      return { ok: false, problems: [folderUnusable(this.folder, failureWords(error))] };
    }
  }

  /**
   * Writes a CIB durably. `null` means: it is on the disk and stays there. With a problem it is not known to
   * be there, and the CIB before it is still whole in any case. Writes asked for while one is under way are done together: the last one stands for all of them.
   */
  save(cib: CibToStore): Promise<Problem | null> {
    if (this.#pending !== null) {
      this.#pending.cib = cib;
      return this.#pending.written;
    }
    const written = this.#current.then(() => {
      const { cib: newest } = this.#pending as PendingWrite;
      this.#pending = null;
      return this.#write(newest);
    });
    this.#pending = { cib, written };
    this.#current = written;
    return written;
  }

  /** Newest first. */
  backups(): Promise<readonly CibBackup[]> {
    return this.#backups.list();
  }

  /** The text of a backup, if it still is what was written. */
  async readBackup(sequence: number): Promise<Result<string>> {
    const backup = (await this.#backups.list()).find((candidate) => candidate.sequence === sequence);
    if (backup === undefined) return { ok: false, problems: [noSuchEntry('backup', sequence)] };
    return this.#backups.read(backup);
  }

  async #write({ xml, version, at }: CibToStore): Promise<Problem | null> {
    const path = join(this.folder, CIB);
    const digestPath = join(this.folder, DIGEST);
    const bytes = Buffer.from(xml, 'utf8');
    const digest = sha256(bytes);
    try {
      this.#sequence++;
      // All of them end before anything else happens, or a failed write could meet the next one's files.
      const parts = await Promise.allSettled([
        this.#backups.write({ sequence: this.#sequence, version, at, digest }, bytes),
        writeUnfinished(this.#files, path, bytes),
        writeUnfinished(this.#files, digestPath, Buffer.from(digestLine(digest, CIB))),
      ]);
      const failed = parts.find((part) => part.status === 'rejected');
      if (failed !== undefined) return writeFailed(path, failureWords(failed.reason));
      await finish(this.#files, path);
      await finish(this.#files, digestPath);
      await this.#files.syncFolder(this.folder);
    } catch (error) {
      return writeFailed(path, failureWords(error));
    }
    const unpruned = await this.#backups.prune(this.#bounds, at);
    if (unpruned !== null) this.#report(unpruned);
    return null;
  }

  async #read(backups: readonly CibBackup[]): Promise<Result<StoredCib | null>> {
    const path = join(this.folder, CIB);
    const bytes = await this.#files.read(path);
    const digestBytes = await this.#files.read(join(this.folder, DIGEST));
    if (bytes === null && digestBytes === null && backups.length === 0)
      return { ok: true, value: null, problems: [] };
    const expected = digestBytes === null ? null : readDigestLine(digestBytes);
    if (bytes !== null) {
      const found = sha256(bytes);
      const stored = { xml: Buffer.from(bytes).toString('utf8'), source: path };
      if (found === expected) return { ok: true, value: stored, problems: [] };
      // The newest write got the CIB's name done, but not the digest's.
      if (found === backups[0]?.digest)
        return this.#repair(stored, backups[0], [writeInterrupted(path, path)]);
    }
    return this.#fallBack(bytes, expected, backups);
  }

  /** Uses the newest good backup, and says why. */
  async #fallBack(
    damaged: Uint8Array | null,
    expected: string | null,
    backups: readonly CibBackup[],
  ): Promise<Result<StoredCib>> {
    const path = join(this.folder, CIB);
    const passedOver: Problem[] = [];
    for (const backup of backups) {
      const read = await this.#backups.read(backup);
      if (!read.ok) {
        passedOver.push(...read.problems);
        continue;
      }
      const source = join(this.#backups.folder, backup.fileName);
      if (!isNewest(backup, expected, backups))
        return { ok: false, problems: [cibUnreplaceable(path, source), ...passedOver] };
      let reason: Problem;
      if (isInterrupted(damaged, expected, backups)) reason = writeInterrupted(path, source);
      else if (damaged === null) reason = cibMissing(path, source);
      else {
        const keptAs = await this.#keepDamaged(damaged);
        reason = cibDamaged(path, source, backup.digest === expected, keptAs);
      }
      return this.#repair({ xml: read.value, source }, backup, [reason, ...passedOver]);
    }
    return { ok: false, problems: [noGoodCib(this.folder), ...passedOver] };
  }

  /** A damaged CIB is evidence; one, the last, is kept. */
  async #keepDamaged(bytes: Uint8Array): Promise<string> {
    const path = join(this.folder, DAMAGED);
    await writeUnfinished(this.#files, path, bytes);
    await finish(this.#files, path);
    return path;
  }

  /** Puts a good CIB in its place, so that the next start finds it there. */
  async #repair(
    stored: StoredCib,
    { version, at }: CibBackup,
    problems: readonly Problem[],
  ): Promise<Result<StoredCib>> {
    const failed = await this.#write({ xml: stored.xml, version, at });
    return { ok: true, value: stored, problems: failed === null ? problems : [...problems, failed] };
  }
}

/**
 * Whether nothing newer than this backup was ever acknowledged. A write is acknowledged when its backup, its CIB and its
 * digest are on disk: so the digest file names the last one, or one before it whose end was not told.
 */
function isNewest(backup: CibBackup, expected: string | null, backups: readonly CibBackup[]): boolean {
  if (expected === null) return backup === backups[0];
  const known = backups.find(({ digest }) => digest === expected);
  return known !== undefined && backup.sequence >= known.sequence;
}

/**
 * Whether a crash explains why CIB and digest do not fit: it was the very first write, or the last write's digest got
 * its name on the disk and its CIB did not.
 */
function isInterrupted(
  bytes: Uint8Array | null,
  expected: string | null,
  [newest, before]: readonly CibBackup[],
): boolean {
  if (bytes === null) return newest?.sequence === 1 && before === undefined;
  return newest?.digest === expected && before?.digest === sha256(bytes);
}
