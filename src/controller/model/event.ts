import type { Problem } from '../../result/problem.ts';
import type { FenceResult } from './fencing.ts';
import type { Departure } from './member.ts';
import type { Message } from './message.ts';
import type { OperationResult } from './operation.ts';
import type { ClientRequest } from './request.ts';
import type { WatchdogTiming } from './self-fencing.ts';

/** What an effect came to. */
export type EffectResult =
  | { readonly kind: 'operation'; readonly result: OperationResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'fence'; readonly result: FenceResult }
  | { readonly kind: 'persisted'; readonly problem: Problem | null }
  /** `null`: the watchdog cannot be used. */
  | { readonly kind: 'watchdog-armed'; readonly timing: WatchdogTiming | null };

/** What happens to a controller. `at` is epoch milliseconds and never goes back. */
export type Event =
  | { readonly kind: 'delivered'; readonly at: number; readonly from: number; readonly message: Message }
  /** The process group has changed (CPG): ordered with deliveries alike on all members. */
  | {
      readonly kind: 'membership';
      readonly at: number;
      readonly members: readonly number[];
      readonly joined: readonly number[];
      readonly left: readonly Departure[];
    }
  /** Nodes that are up and quorum, as the membership service of this node sees it. */
  | {
      readonly kind: 'quorum';
      readonly at: number;
      readonly isQuorate: boolean;
      readonly members: readonly number[];
    }
  /** A recurring operation reports with the same effect id again and again. */
  | {
      readonly kind: 'effect-finished';
      readonly at: number;
      readonly effectId: number;
      readonly result: EffectResult;
    }
  | { readonly kind: 'timer'; readonly at: number; readonly timerId: string }
  | {
      readonly kind: 'request';
      readonly at: number;
      readonly requestId: string;
      readonly request: ClientRequest;
    }
  /** The membership service is gone: nothing can be agreed any more. */
  | { readonly kind: 'engine-lost'; readonly at: number; readonly problem: Problem };
