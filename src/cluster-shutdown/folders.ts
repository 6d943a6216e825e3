import { join } from 'node:path';

/** Where the hand-over happens and where records outlive a reboot. */
export interface ShutdownFolders {
  /** Emptied at boot (S0.33). */
  readonly runtime: string;
  readonly state: string;
}

export const DEFAULT_FOLDERS: ShutdownFolders = {
  runtime: '/var/run/hawser',
  state: '/var/lib/hawser/shutdown',
};

/** Files of the runtime folder. */
export const RUNTIME_FILES = {
  /** S0.26, S0.27: the names the field knows. */
  unfinished: 'cluster_shutdown_nodes_tmp.json',
  handOver: 'cluster_shutdown_nodes.json',
  cancel: 'cluster_shutdown_cancel.json',
  resume: 'cluster_shutdown_resume.json',
  /** Progress of the run under way, or of the last one since boot. */
  status: 'cluster_shutdown_status.json',
  /** Says that this machine is about to be shut down or started as part of the whole; others honour it. */
  intent: 'cluster_shutdown_intent.json',
  watcher: 'shutdown_watcher.json',
} as const;

/** Folders below the state folder. */
export const STATE_FOLDERS = {
  reports: 'reports',
  journal: 'journal',
  refused: 'refused',
  plans: 'plans',
} as const;

export function runtimePath({ runtime }: ShutdownFolders, name: keyof typeof RUNTIME_FILES): string {
  return join(runtime, RUNTIME_FILES[name]);
}

export function statePath({ state }: ShutdownFolders, name: keyof typeof STATE_FOLDERS): string {
  return join(state, STATE_FOLDERS[name]);
}

/** Where journals are: on disk, or below /run when the disk cannot be written. */
export function journalFolders(folders: ShutdownFolders): readonly string[] {
  return [statePath(folders, 'journal'), join(folders.runtime, 'shutdown-journal')];
}
