import type { Remedy, Verdict } from '../../evidence/policy/policy.ts';
import type { InstanceSight } from '../model/instance.ts';

/**
 * What came of a call.
 * - `done`: it was obeyed.
 * - `failed`: it was not, and may be asked for again.
 * - `refused`: it was not, and asking again would not help.
 * - `unknown`: there was no answer; it may have been obeyed.
 */
export type CallOutcome = 'done' | 'failed' | 'refused' | 'unknown';

/** What the response tells people; the notifier makes words of it. */
export type Occasion =
  | 'host-lost'
  | 'healed'
  | 'recovered'
  | 'power-on-failed'
  | 'held'
  | 'not-powered-off'
  | 'nova-does-not-agree'
  | 'evacuated'
  | 'not-all-evacuated';

/** How an incident ended. Each has its notice. */
export type IncidentEnd = Exclude<Occasion, 'host-lost'>;

/** What happens to a response. `at` is epoch ms. The journal holds these; replaying them gives the same state. */
export type ResponseEvent =
  | { readonly kind: 'begin'; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number }
  /** The engine is back after its death, or another one takes over: what was in flight got no answer. */
  | { readonly kind: 'resume'; readonly at: number }
  /** Nobody may go on with it here: it is left to people. */
  | { readonly kind: 'abandon'; readonly at: number; readonly why: string }
  | { readonly kind: 'judged'; readonly at: number; readonly id: number; readonly verdict: Verdict }
  | {
      readonly kind: 'called';
      readonly at: number;
      readonly id: number;
      readonly outcome: CallOutcome;
      readonly words: string;
    }
  | {
      readonly kind: 'leave';
      readonly at: number;
      readonly id: number;
      readonly isGranted: boolean;
      readonly words: string;
    }
  | {
      readonly kind: 'powered-off';
      readonly at: number;
      readonly id: number;
      /** A reading taken after the command, or instead of it, says off. Nothing less counts. */
      readonly isConfirmedOff: boolean;
      readonly words: string;
    }
  /** Nova’s view of the source’s compute service; `null` when it could not be read. */
  | { readonly kind: 'service'; readonly at: number; readonly id: number; readonly isDown: boolean | null }
  /** `null` when they could not be listed. */
  | {
      readonly kind: 'instances';
      readonly at: number;
      readonly id: number;
      readonly instances: readonly InstanceSight[] | null;
    }
  /** Instances that are gone have no sight; `null` when nothing could be read. */
  | {
      readonly kind: 'sights';
      readonly at: number;
      readonly id: number;
      readonly sights: readonly InstanceSight[] | null;
    }
  | { readonly kind: 'told'; readonly at: number; readonly occasion: Occasion };

/** What the shell has to do. Each with an `id` is answered by an event with the same one. */
export type ResponseEffect =
  /** Judge the host anew, from fresh facts; answered by `judged`. */
  | { readonly kind: 'judge'; readonly id: number }
  /** Answered by `called`. */
  | { readonly kind: 'remedy'; readonly id: number; readonly remedy: Remedy }
  /** May the host still be given up (brakes, intents, disarming)? Answered by `leave`. */
  | { readonly kind: 'ask-leave'; readonly id: number }
  /** Disable the compute service, with a reason; may be repeated; answered by `called`. */
  | { readonly kind: 'disable'; readonly id: number }
  /** May be repeated; answered by `called`. */
  | { readonly kind: 'force-down'; readonly id: number }
  /** Read; off if it is not; read until it is. May be repeated; answered by `powered-off`. */
  | { readonly kind: 'power-off'; readonly id: number }
  | { readonly kind: 'ask-service'; readonly id: number }
  /** May be repeated; answered by `called`. */
  | { readonly kind: 'enable-reserve'; readonly id: number; readonly host: string }
  | { readonly kind: 'list-instances'; readonly id: number }
  /** Never repeated blindly; answered by `called`. */
  | {
      readonly kind: 'evacuate';
      readonly id: number;
      readonly instance: string;
      readonly target: string | null;
    }
  /** Sets the state to `error`, which clears what Nova believes to be under way; answered by `called`. */
  | { readonly kind: 'reset-state'; readonly id: number; readonly instance: string }
  | { readonly kind: 'look'; readonly id: number; readonly instances: readonly string[] }
  /** Hand a notice to the notifier; repeated until `told`, so the notifier drops what it has already. */
  | { readonly kind: 'tell'; readonly occasion: Occasion }
  /** The record is closed. May come twice when the engine dies just then. */
  | { readonly kind: 'end'; readonly end: IncidentEnd };
