import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { FileSystem } from '../store/file-system.ts';

const MODE = 0o600;

/** Writes a file so that at its name there is only ever nothing, the old content, or all of the new one. */
export async function writeWholeFile(
  files: FileSystem,
  path: string,
  text: string,
  temporary = `${path}.${randomUUID()}.unfinished`,
): Promise<void> {
  const file = await files.create(temporary, MODE);
  try {
    await file.write(new TextEncoder().encode(text));
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
  await files.syncFolder(dirname(path));
}
