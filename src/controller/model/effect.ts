import type { CibVersion } from '../../cib/version.ts';
import type { Severity } from '../../result/problem.ts';
import type { FenceOrder, FencingRecord } from './fencing.ts';
import type { Message } from './message.ts';
import type { OperationOrder } from './operation.ts';
import type { ClientAnswer } from './request.ts';

/** Something worth telling an operator. */
export interface LogRecord {
  readonly severity: Severity | 'notice' | 'info';
  /** Stable code: `HWS-CTL-…`. */
  readonly code: string;
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}

/** Input of a scheduling run, to be kept so that the decision can be taken again. */
export interface KeptTransition {
  readonly number: number;
  /** Epoch ms; the scheduler was given whole seconds of it. */
  readonly at: number;
  /** The CIB it was decided on. */
  readonly cib: string;
  /** Why it was decided. */
  readonly reasons: readonly string[];
  /** Number of actions in the graph. */
  readonly actions: number;
}

/** What a controller wants done. Effects with an id are answered by `effect-finished` with that id. */
export type Effect =
  | { readonly kind: 'send'; readonly message: Message }
  | { readonly kind: 'run-operation'; readonly effectId: number; readonly order: OperationOrder }
  /** Ends a recurring operation: none of its results is wanted any more. */
  | {
      readonly kind: 'cancel-operation';
      readonly effectId: number;
      readonly resource: string;
      readonly task: string;
      readonly intervalMs: number;
      /** Effect that started it. */
      readonly startedBy: number;
    }
  | { readonly kind: 'fence'; readonly effectId: number; readonly order: FenceOrder }
  /** Replaces a timer of the same id. `at` is epoch ms. */
  | { readonly kind: 'set-timer'; readonly timerId: string; readonly at: number }
  | { readonly kind: 'clear-timer'; readonly timerId: string }
  /** Configuration to be on disk, synced, before it is answered; the status section is empty. */
  | {
      readonly kind: 'persist';
      readonly effectId: number;
      readonly cib: string;
      readonly version: CibVersion;
      readonly digest: string;
    }
  | { readonly kind: 'answer'; readonly requestId: string; readonly answer: ClientAnswer }
  /** The fencing history, to be on disk for the next start of the daemon; nobody waits for it. */
  | { readonly kind: 'keep-fencing'; readonly records: readonly FencingRecord[] }
  /** A fencing has ended, and this node has written it down. */
  | { readonly kind: 'fencing-ended'; readonly record: FencingRecord }
  | { readonly kind: 'keep-transition'; readonly input: KeptTransition }
  /** From here on the watchdog is to be fed as long as the node may go on (`mayFeedWatchdog`), and not before. */
  | { readonly kind: 'arm-watchdog'; readonly effectId: number }
  /** The node must not go on: by watchdog, or at once by reset; where neither is there, by stopping everything. */
  | { readonly kind: 'self-fence'; readonly why: string }
  /** Services are stopped or handed over: the daemon leaves the group and ends. */
  | { readonly kind: 'leave'; readonly why: string }
  | { readonly kind: 'log'; readonly record: LogRecord };
