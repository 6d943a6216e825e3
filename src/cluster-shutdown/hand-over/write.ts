import type { FileSystem } from '../../store/file-system.ts';
import { runtimePath, type ShutdownFolders } from '../folders.ts';
import { writeWholeFile } from '../whole-file.ts';
import type { HandOver } from './hand-over.ts';

/**
 * Hands a run to the watcher: write, sync, rename, sync (S0.26–S0.28). Rejects as file systems do; then nothing was handed
 * over, unless only the last sync failed.
 */
export async function writeHandOver(
  files: FileSystem,
  folders: ShutdownFolders,
  handOver: HandOver,
): Promise<void> {
  const text = `${JSON.stringify(handOver, null, 1)}\n`;
  await writeWholeFile(files, runtimePath(folders, 'handOver'), text, runtimePath(folders, 'unfinished'));
}
