import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureWords } from '../result/failure-words.ts';
import { type ShutdownFolders, statePath } from './folders.ts';

type Log = (level: 'info' | 'warning' | 'error', text: string) => void;

/** What was refused or found damaged, kept for those who find out about it. Throws as file systems do. */
function evidencePath(folders: ShutdownFolders): string {
  const folder = statePath(folders, 'refused');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${new Date().toISOString()}-${randomUUID()}.json`);
}

/** Keeps a text that was refused. */
export function keepEvidence(folders: ShutdownFolders, text: string, log: Log): void {
  try {
    const kept = evidencePath(folders);
    writeFileSync(kept, text, { mode: 0o600 });
    log('info', `kept as ${kept}`);
  } catch (error) {
    log('warning', `the evidence cannot be kept: ${failureWords(error)}`);
  }
}

/** Takes away what lies at a path, whatever it is, so that it is not looked at again. */
export function clearAway(path: string, log: Log): void {
  try {
    rmSync(path, { force: true });
  } catch {
    try {
      renameSync(path, `${path}.refused-${randomUUID()}`);
    } catch (error) {
      log('error', `${path} cannot be removed: ${failureWords(error)}`);
    }
  }
}

/** Takes a damaged file away and keeps it. */
export function setAside(folders: ShutdownFolders, path: string, log: Log): void {
  try {
    const kept = evidencePath(folders);
    copyFileSync(path, kept);
    log('info', `${path} is kept as ${kept}`);
  } catch (error) {
    log('warning', `the evidence cannot be kept: ${failureWords(error)}`);
  }
  clearAway(path, log);
}
