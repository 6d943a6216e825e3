import { readFileSync } from 'node:fs';
import { runtimePath, type ShutdownFolders } from './folders.ts';
import type { WatcherHealth } from './job.ts';
import { isSameProcess, type ProcessIdentity, thisProcess } from './process-identity.ts';

const NOBODY_THERE: WatcherHealth = { isRunning: false, pid: null, since: null, version: null };

/** What a watcher leaves in the runtime folder about itself. */
export interface WatcherRecord extends ProcessIdentity {
  /** Epoch ms. */
  readonly since: number;
  readonly version: string;
}

export function watcherRecord(version: string): WatcherRecord {
  return { ...thisProcess(), since: Date.now(), version };
}

/** Whether the watcher of this machine lives (S0.15). */
export function readWatcherHealth(folders: ShutdownFolders): WatcherHealth {
  try {
    const value: unknown = JSON.parse(readFileSync(runtimePath(folders, 'watcher'), 'utf8'));
    if (!isRecord(value) || !isSameProcess(value)) return NOBODY_THERE;
    return { isRunning: true, pid: value.pid, since: value.since, version: value.version };
  } catch {
    return NOBODY_THERE;
  }
}

function isRecord(value: unknown): value is WatcherRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'startTicks' in value &&
    'since' in value &&
    typeof value.since === 'number' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
