import type { Judgement } from '../../evidence/verdict.ts';

/** What is remembered from round to round. A new life of the engine begins without samples: it has to see for itself. */
export interface WatchState {
  /** The last judgements of each host, oldest first; no more than the policy counts. */
  readonly samples: Map<string, Judgement[]>;
  /** Since when something would have to be done about a host, epoch ms. */
  readonly troubleSince: Map<string, number>;
  /** What people know of a host already, by host; it outlives the engine. */
  readonly told: Map<string, string>;
}

export function newWatch(told: Iterable<readonly [string, string]> = []): WatchState {
  return { samples: new Map(), troubleSince: new Map(), told: new Map(told) };
}
