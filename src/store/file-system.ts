import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A file being written. */
export interface FileWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What the store needs of a file system, one system call a method, so that a test can let the machine die between any
 * two. All reject as `node:fs` does.
 */
export interface FileSystem {
  /** Makes a folder durably, parents included, and gives it this mode even if it was there. */
  makeFolder(path: string, mode: number): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** `null` when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  size(path: string): Promise<number>;
  /** Creates or empties a file. */
  create(path: string, mode: number): Promise<FileWriter>;
  /** Opens a file for more at its end, creating it if need be. */
  append(path: string, mode: number): Promise<FileWriter>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** Returns when names made, changed and removed in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function writer(path: string, flags: 'w' | 'a', mode: number): Promise<FileWriter> {
  const file = await open(path, flags, mode);
  return {
    write: (bytes) => file.writeFile(bytes),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

/** The machine's own. */
export const DISK: FileSystem = {
  async makeFolder(path, mode) {
    const first = await mkdir(path, { recursive: true, mode });
    await chmod(path, mode);
    // A new folder's name is on the disk only when the folder it is in was synced.
    if (first === undefined) return;
    for (let made = resolve(path); made.length >= first.length; made = dirname(made)) {
      await this.syncFolder(dirname(made));
    }
  },
  list: (path) => readdir(path),
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  size: async (path) => (await stat(path)).size,
  create: (path, mode) => writer(path, 'w', mode),
  append: (path, mode) => writer(path, 'a', mode),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/** Mode of what only the daemon may read: CIBs hold passwords of fence devices. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/** Ending of files that are not whole yet; what carries it after a crash is worth nothing. */
export const UNFINISHED = '.unfinished';

/** Writes a file under its unfinished name and syncs it. */
export async function writeUnfinished(files: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.create(path + UNFINISHED, PRIVATE_FILE);
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a file its name. The folder still has to be synced. */
export function finish(files: FileSystem, path: string): Promise<void> {
  return files.rename(path + UNFINISHED, path);
}

/** Removes what a crash left unfinished; also tries what cannot be removed again later. */
export async function removeUnfinished(files: FileSystem, folder: string): Promise<void> {
  for (const name of await files.list(folder)) {
    if (name.endsWith(UNFINISHED)) await files.remove(`${folder}/${name}`);
  }
}
