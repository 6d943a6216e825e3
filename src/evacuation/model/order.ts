import type { Escalation, Remedy } from '../../evidence/policy/policy.ts';
import type { Selection } from './instance.ts';

/** How patient a response is. Milliseconds where a name ends in `Ms`. */
export interface ResponseLimits {
  /** How often the host is judged anew before anything is done, and how far apart (S3.20). */
  readonly rechecks: number;
  readonly recheckMs: number;
  /** How long a remedy may take until the host is seen healthy. */
  readonly remedyMs: number;
  /** How long Nova may refuse, or not answer, until people are called. */
  readonly novaMs: number;
  /** Between two attempts of something that failed. */
  readonly retryMs: number;
  /** Between two looks at instances that move. */
  readonly lookMs: number;
  /** An instance that takes longer is stuck: its state is reset and it is tried again (S2.5). */
  readonly moveMs: number;
  /**
   * An evacuation call without an answer may still show its effect for so long. Only after that, and when Nova has no
   * record of it, it is sent again.
   */
  readonly settleMs: number;
  /** Evacuation calls for one instance, the first included. */
  readonly tries: number;
  /** Instances under way at the same time. */
  readonly parallel: number;
  /**
   * After a longer absence of the engine a host is not what it was: what was begun and may still harm it is left to people.
   * Short enough that no machine has started anew and begun its instances meanwhile.
   */
  readonly absenceMs: number;
  /** How long the last notice may take to be taken over. */
  readonly noticeMs: number;
}

export const DEFAULT_RESPONSE_LIMITS: ResponseLimits = {
  rechecks: 2,
  recheckMs: 3_000,
  remedyMs: 30_000,
  novaMs: 300_000,
  retryMs: 2_000,
  lookMs: 2_000,
  moveMs: 600_000,
  settleMs: 30_000,
  tries: 3,
  parallel: 8,
  absenceMs: 120_000,
  noticeMs: 60_000,
};

/** What is to be done about one host: fixed when the incident begins. */
export interface ResponseOrder {
  readonly incident: string;
  readonly host: string;
  /** `dead`: nothing is tried before the host is given up. */
  readonly verdict: 'dead' | 'recover';
  readonly remedies: readonly Remedy[];
  readonly escalation: Escalation;
  /** The evidence as it was, for notices and the record. */
  readonly evidence: string;
  /** A host kept free for this one’s instances (S2.7); `null` leaves the choice to Nova’s scheduler. */
  readonly reserve: string | null;
  /** All instances go to the reserve host, instead of wherever the scheduler puts them. */
  readonly isReserveTarget: boolean;
  readonly selection: Selection;
  readonly limits: ResponseLimits;
}
