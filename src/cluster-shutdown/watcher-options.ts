import type { Problem } from '../result/problem.ts';
import type { Boot } from './boot.ts';
import type { ShutdownFolders } from './folders.ts';
import type { RunSurroundings } from './run/open-run.ts';

export interface WatcherOptions {
  readonly folders: ShutdownFolders;
  readonly boot: Boot;
  /** Loaded when there is something to do. */
  readonly surroundings: () => Promise<RunSurroundings>;
  readonly version: string;
  readonly log: (level: 'info' | 'warning' | 'error', text: string) => void;
  /** Tells people of a refused hand-over. */
  readonly alert: (problem: Problem) => Promise<void>;
  /** Time between looks when no event comes; what is missed by inotify is found this late (S0.29). */
  readonly pollMs?: number;
}
