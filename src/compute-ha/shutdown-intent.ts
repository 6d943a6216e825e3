import { DEFAULT_FOLDERS, runtimePath, type ShutdownFolders } from '../cluster-shutdown/folders.ts';
import { readOwnFile } from '../cluster-shutdown/own-file.ts';
import type { Intent } from '../evidence/brakes/brakes.ts';

const LARGEST = 64 * 1024;

/**
 * The intent of a shutdown or start of the whole cluster that this machine takes part in (S3.16). What lies there and
 * cannot be read counts as one: it is better to do nothing than to switch machines on that are being shut down.
 */
export async function shutdownIntents(
  folders: ShutdownFolders = DEFAULT_FOLDERS,
): Promise<readonly Intent[]> {
  const path = runtimePath(folders, 'intent');
  const found = await readOwnFile(path, LARGEST);
  if (found.kind === 'none') return [];
  const reason = found.kind === 'text' ? `the whole cluster, ${path}` : `${path} cannot be relied on`;
  return [{ kind: 'shutting-down', hosts: null, by: 'hawser cluster shutdown', reason, until: null }];
}
