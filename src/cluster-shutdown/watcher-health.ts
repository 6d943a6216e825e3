import { readFileSync } from 'node:fs';
import { runtimePath, type ShutdownFolders } from './folders.ts';
import type { WatcherHealth } from './job.ts';

const NOBODY_THERE: WatcherHealth = { isRunning: false, pid: null, since: null, version: null };

/** What a watcher leaves in the runtime folder about itself. */
export interface WatcherRecord {
  readonly pid: number;
  /** Tells it from another process that got the same number later. */
  readonly startTicks: string;
  /** Epoch ms. */
  readonly since: number;
  readonly version: string;
}

export function watcherRecord(version: string): WatcherRecord {
  return { pid: process.pid, startTicks: startTicks(process.pid) ?? '', since: Date.now(), version };
}

/** Whether the watcher of this machine lives (S0.15). */
export function readWatcherHealth(folders: ShutdownFolders): WatcherHealth {
  try {
    const value: unknown = JSON.parse(readFileSync(runtimePath(folders, 'watcher'), 'utf8'));
    if (!isRecord(value) || startTicks(value.pid) !== value.startTicks) return NOBODY_THERE;
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

/** When a process was started, in the kernel's ticks; `null` when there is none or it is a zombie. */
function startTicks(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
