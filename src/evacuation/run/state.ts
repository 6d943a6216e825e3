import type { Verdict } from '../../evidence/policy/policy.ts';
import type { Instance } from '../model/instance.ts';
import type { ResponseOrder } from '../model/order.ts';
import type { IncidentEnd, Occasion, ResponseEffect } from './event.ts';

/**
 * Where a response is.
 * `rechecking` → `remedying` → `asking-leave` → `isolating` → `powering-off` → `agreeing` → `reserving` → `listing` →
 * `evacuating` → `ended`. Nothing before `isolating` changes anything but by remedies.
 */
export type Stage =
  | 'rechecking'
  | 'remedying'
  | 'asking-leave'
  | 'isolating'
  | 'powering-off'
  | 'agreeing'
  | 'reserving'
  | 'listing'
  | 'evacuating'
  | 'ended';

/**
 * Where one instance is.
 * - `calling`: the evacuation call has left, its answer has not come.
 * - `moving`: Nova took the call, or may have.
 * - `resetting`: its state is being reset for another attempt.
 * - `moved`: its host is another one and it is active (S2.36).
 */
export type InstancePhase =
  | 'waiting'
  | 'calling'
  | 'moving'
  | 'resetting'
  | 'moved'
  | 'failed'
  | 'skipped'
  | 'gone';

export interface InstanceState {
  readonly instance: Instance;
  phase: InstancePhase;
  tries: number;
  /** When the last call left, epoch ms. */
  calledAt: number | null;
  /** The answer to the last call never came. */
  isUnanswered: boolean;
  /** Since when Nova takes no call for it, epoch ms. Such calls count as no try. */
  failingSince: number | null;
  /** The evacuation record that was there before the last call: it says nothing of that call. */
  knownRecord: number | null;
  /** Not before, epoch ms. */
  nextTryAt: number;
  host: string | null;
  /** Why it is as it is. */
  words: string;
  endedAt: number | null;
}

/** One line of the record. */
export interface ResponseNote {
  readonly at: number;
  readonly text: string;
}

export interface ResponseState {
  readonly order: ResponseOrder;
  stage: Stage;
  stageSince: number;
  nextId: number;
  /** When the last event was taken, epoch ms. */
  lastAt: number;
  /** The last judgement of the host; `null` before the first. */
  judged: { readonly verdict: Verdict; readonly at: number } | null;
  /** Calls whose answers are awaited, by id. */
  readonly inFlight: Map<number, ResponseEffect>;
  /** Do the stage’s work again then, epoch ms. */
  retryAt: number | null;
  rechecksDone: number;
  remediesDone: number;
  /** A remedy was obeyed, and the host is watched for its effect. */
  isRemedyObeyed: boolean;
  isDisabled: boolean;
  /** Nova was asked to disable the host, whatever came of it. */
  mayBeDisabled: boolean;
  /** When isolating was begun for the first time, epoch ms. */
  isolatingSince: number | null;
  /** How often leave was given when the judgement before it was old already. */
  lateLeaves: number;
  /** When a reading said off in this life of the engine; `null` when none has, or the engine has died since. */
  confirmedOffAt: number | null;
  readonly instances: Map<string, InstanceState>;
  lookAt: number | null;
  /** Since when Nova does not show instances that move, epoch ms. */
  blindSince: number | null;
  readonly untold: Set<Occasion>;
  readonly toldAt: Map<Occasion, number>;
  end: IncidentEnd | null;
  endedAt: number | null;
  readonly notes: ResponseNote[];
  /** What the last step asks for. */
  effects: ResponseEffect[];
}

export function newResponse(order: ResponseOrder): ResponseState {
  return {
    order,
    stage: 'rechecking',
    stageSince: 0,
    nextId: 1,
    lastAt: 0,
    judged: null,
    inFlight: new Map(),
    retryAt: null,
    rechecksDone: 0,
    remediesDone: 0,
    isRemedyObeyed: false,
    isDisabled: false,
    mayBeDisabled: false,
    isolatingSince: null,
    lateLeaves: 0,
    confirmedOffAt: null,
    instances: new Map(),
    lookAt: null,
    blindSince: null,
    untold: new Set(),
    toldAt: new Map(),
    end: null,
    endedAt: null,
    notes: [],
    effects: [],
  };
}
