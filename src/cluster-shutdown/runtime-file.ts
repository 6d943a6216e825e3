import { renameSync, writeFileSync } from 'node:fs';
import { runtimePath, type ShutdownFolders } from './folders.ts';

/** Writes what is only shown: readers see a whole file or none, and it need not survive a power cut. Throws as files do. */
export function writeRuntimeFile(
  folders: ShutdownFolders,
  name: 'status' | 'intent' | 'watcher',
  value: unknown,
): void {
  const path = runtimePath(folders, name);
  writeFileSync(`${path}.unfinished`, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(`${path}.unfinished`, path);
}
