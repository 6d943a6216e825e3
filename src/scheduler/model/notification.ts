import type { Action } from './action.ts';

/** Tasks around which the instances of a notifying clone are told (spec C2.9). */
export type NotifiedTask = 'start' | 'stop' | 'promote' | 'demote';

/** The pseudo-actions around one task of a clone (spec C2.9.1). `pre` and `preDone` are missing after a fencing. */
export interface NotificationSet {
  readonly task: NotifiedTask;
  readonly pre: Action | null;
  readonly preDone: Action | null;
  readonly post: Action;
  /** `confirmed-post`: all instances have been told. */
  readonly postDone: Action;
}
