import {
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isSameProcess, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** Who holds a lock; `null` when that changed while it was looked at. */
export interface LockHeld {
  readonly isHeld: true;
  readonly pid: number | null;
}

const MOST_TRIES = 20;

/**
 * At most one process holds the lock of a name in a folder, and a dead one holds none. Generations: the lock is the file
 * of the highest number; the next number may be made, which succeeds for one, when the holder of the highest is gone.
 * Numbers never go down while the folder is there, so that nobody who looked at an older state gets in beside a holder.
 */
export class ProcessLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Tries once, without waiting. Throws as file systems do. */
  static take(folder: string, name: string): ProcessLock | LockHeld {
    const begin = `${name}.lock.`;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const latest = latestGeneration(folder, begin);
      const holder = readHolder(join(folder, `${begin}${latest}`));
      if (holder !== null && isSameProcess(holder)) return { isHeld: true, pid: holder.pid };
      const own = latest + 1;
      const path = join(folder, `${begin}${own}`);
      if (!create(path)) continue;
      if (latestGeneration(folder, begin) !== own) {
        rmSync(path, { force: true });
        continue;
      }
      for (const generation of generations(folder, begin))
        if (generation < own) rmSync(join(folder, `${begin}${generation}`), { force: true });
      return new ProcessLock(path);
    }
    return { isHeld: true, pid: null };
  }

  /** Nothing happens when the folder was removed meanwhile. */
  release(): void {
    try {
      // The file stays: its number must not be given out again.
      truncateSync(this.#path);
    } catch {
      // Gone with its folder.
    }
  }
}

/** Makes a lock file that is whole from its first instant; false when there is one. */
function create(path: string): boolean {
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, JSON.stringify(thisProcess()), { mode: 0o600 });
  try {
    linkSync(unfinished, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(unfinished);
  }
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Released, or removed by one who came later.
    return null;
  }
}

function generations(folder: string, begin: string): readonly number[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(begin) && /^\d+$/.test(name.slice(begin.length)))
    .map((name) => Number(name.slice(begin.length)));
}

function latestGeneration(folder: string, begin: string): number {
  return Math.max(0, ...generations(folder, begin));
}
