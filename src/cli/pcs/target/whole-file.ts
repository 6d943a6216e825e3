import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file by another with this text, owner and mode kept. Whatever interrupts it, the old or the new file is
 * there, whole. Throws what the file system says.
 */
export function replaceFile(path: string, text: string): void {
  const place = realpathSync(path);
  const { mode, uid, gid } = statSync(place);
  const scratch = join(dirname(place), `.${basename(place)}.${process.pid}.unfinished`);
  const file = openSync(scratch, 'wx', 0o600);
  try {
    try {
      writeAll(file, Buffer.from(text));
      if (process.geteuid?.() === 0) fchownSync(file, uid, gid);
      fchmodSync(file, mode & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(scratch, place);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  }
  syncFolder(dirname(place));
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
