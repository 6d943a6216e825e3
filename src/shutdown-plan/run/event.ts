import type { Problem } from '../../result/problem.ts';
import type { RunNote, RunOutcome } from '../model/report.ts';

/** What is sent to a BMC. Never reset or cycle: they cannot be confirmed. */
export type RunCommand = 'status' | 'soft' | 'off' | 'on';

/**
 * What came of one command.
 * - `read`, `accepted`, `refused`, `wrong-credentials`, `unreachable`, `unresolvable`, `failed`: as the power room says.
 * - `not-sent`: this machine could not even send it: no tool, no password.
 * - `unknown`: the watcher died before the answer.
 */
export type RunCommandOutcome =
  | 'read'
  | 'accepted'
  | 'refused'
  | 'wrong-credentials'
  | 'unreachable'
  | 'unresolvable'
  | 'failed'
  | 'not-sent'
  | 'unknown';

/** What happens to a run. Times are epoch ms; the journal holds these, and replaying them gives the same state. */
export type RunEvent =
  | { readonly kind: 'begin'; readonly at: number }
  | { readonly kind: 'disarmed'; readonly at: number; readonly notes: readonly RunNote[] }
  | {
      readonly kind: 'answered';
      readonly at: number;
      readonly machine: string;
      readonly id: number;
      readonly outcome: RunCommandOutcome;
      readonly reading: 'on' | 'off' | null;
      readonly problem: Problem | null;
      readonly tookMs: number;
      readonly text: string;
    }
  | { readonly kind: 'tick'; readonly at: number }
  | { readonly kind: 'notified'; readonly at: number; readonly notes: readonly RunNote[] }
  | { readonly kind: 'gate'; readonly at: number; readonly isOpen: boolean; readonly text: string }
  | { readonly kind: 'rearmed'; readonly at: number; readonly notes: readonly RunNote[] }
  | { readonly kind: 'cancel'; readonly at: number; readonly by: string }
  /**
   * The watcher is back after its own death: whatever was in flight got no answer. `isAnew`: what happened meanwhile is not
   * known, so that every machine without a verdict is looked at and dealt with from its first step.
   */
  | { readonly kind: 'resume'; readonly at: number; readonly isAnew: boolean }
  /** A note of the shell's own. */
  | { readonly kind: 'note'; readonly note: RunNote };

/** What the shell has to do. */
export type RunEffect =
  /** Keep the cluster from starting, moving or fencing anything; answered by `disarmed`. */
  | { readonly kind: 'disarm' }
  /** Give the cluster back what `disarm` took; answered by `rearmed`. */
  | { readonly kind: 'rearm' }
  /** One command to one BMC, sent once; answered by `answered`. */
  | { readonly kind: 'send'; readonly machine: string; readonly action: RunCommand; readonly id: number }
  /** Tell people before the last batch; answered by `notified`. */
  | { readonly kind: 'notify' }
  /** Is the cluster quorate; are all its nodes online? Answered by `gate`. */
  | { readonly kind: 'ask-gate'; readonly gate: 'quorum' | 'nodes' }
  /** Ask this machine's operating system to power off. */
  | { readonly kind: 'power-off-locally' }
  /** What is in memory goes to the disks: a hard power-off of this machine follows. */
  | { readonly kind: 'sync-disks' }
  | { readonly kind: 'end'; readonly outcome: RunOutcome };
