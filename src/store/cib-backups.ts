import { join } from 'node:path';
import type { CibVersion } from '../cib/version.ts';
import { formatCibVersion } from '../cib/version.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Problem, Result } from '../result/problem.ts';
import { sha256 } from './digest.ts';
import { type FileSystem, finish, writeUnfinished } from './file-system.ts';
import { backupDamaged, cannotPrune, noSuchEntry } from './problem.ts';

/** One backup; its name alone says all of this. */
export interface CibBackup {
  /** Counts up with every CIB written, also across restarts. */
  readonly sequence: number;
  readonly version: CibVersion;
  /** When it was written, epoch ms. */
  readonly at: number;
  readonly digest: string;
  readonly fileName: string;
}

/** How many backups are kept. The newest, a copy of the current CIB, always is. */
export interface BackupBounds {
  readonly most: number;
  readonly oldestMs: number;
}

const DAY_MS = 86_400_000;
export const DEFAULT_BACKUP_BOUNDS: BackupBounds = { most: 100, oldestMs: 60 * DAY_MS };

const NAME = /^cib-(\d{10,15})-(\d+)\.(\d+)\.(\d+)-(\d+)-([0-9a-f]{64})\.xml$/;
const SEQUENCE_DIGITS = 10;

/**
 * Backups in a folder of their own. A backup is one file whose name carries version, time and digest, so that it comes
 * into being by a single rename and can be checked without any other file.
 */
export class CibBackups {
  readonly folder: string;
  readonly #files: FileSystem;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.folder = folder;
  }

  /** Newest first. */
  async list(): Promise<readonly CibBackup[]> {
    const backups: CibBackup[] = [];
    for (const fileName of await this.#files.list(this.folder)) {
      const backup = readName(fileName);
      if (backup !== null) backups.push(backup);
    }
    return backups.sort((a, b) => b.sequence - a.sequence);
  }

  /** Writes a backup durably. */
  async write(backup: Omit<CibBackup, 'fileName'>, bytes: Uint8Array): Promise<void> {
    const path = join(this.folder, nameOf(backup));
    await writeUnfinished(this.#files, path, bytes);
    await finish(this.#files, path);
    await this.#files.syncFolder(this.folder);
  }

  /** The text of a backup, if it is what was written. */
  async read(backup: CibBackup): Promise<Result<string>> {
    const path = join(this.folder, backup.fileName);
    const bytes = await this.#files.read(path);
    if (bytes === null) return { ok: false, problems: [noSuchEntry('backup', backup.sequence)] };
    if (sha256(bytes) !== backup.digest) return { ok: false, problems: [backupDamaged(path)] };
    return { ok: true, value: Buffer.from(bytes).toString('utf8'), problems: [] };
  }

  /** Removes what is beyond the bounds. `null` when all went well. */
  async prune(bounds: BackupBounds, now: number): Promise<Problem | null> {
    try {
      for (const [i, backup] of (await this.list()).entries()) {
        if (i === 0 || (i < bounds.most && now - backup.at <= bounds.oldestMs)) continue;
        await this.#files.remove(join(this.folder, backup.fileName));
      }
      return null;
    } catch (error) {
      return cannotPrune(this.folder, failureWords(error));
    }
  }
}

function nameOf({ sequence, version, at, digest }: Omit<CibBackup, 'fileName'>): string {
  const number = `${sequence}`.padStart(SEQUENCE_DIGITS, '0');
  return `cib-${number}-${formatCibVersion(version)}-${Math.trunc(at)}-${digest}.xml`;
}

function readName(fileName: string): CibBackup | null {
  const match = NAME.exec(fileName);
  if (match === null) return null;
  const [, sequence, adminEpoch, epoch, numUpdates, at, digest] = match;
  return {
    sequence: Number(sequence),
    version: { adminEpoch: Number(adminEpoch), epoch: Number(epoch), numUpdates: Number(numUpdates) },
    at: Number(at),
    digest: digest as string,
    fileName,
  };
}
