import { LIFE, SIGNALS, type Signal, UNKNOWN } from './signal.ts';

/** What one source says of one signal of one host. */
export interface Fact {
  readonly signal: Signal;
  /** One of the signal's values, or `unknown` where the source was asked and could not say. */
  readonly value: string;
  /** Who says it: an address, a Consul agent, a BMC. */
  readonly source: string;
  /** When the source saw it, epoch ms. */
  readonly at: number;
  /** For how long it may be believed, ms. */
  readonly freshForMs: number;
  /** The source's own words. */
  readonly words: string;
}

/** Why a signal reads `unknown`. */
export type Doubt = 'no-fact' | 'stale' | 'from-the-future' | 'not-said' | 'contradiction' | 'no-such-value';

/** A signal as it is read from all facts about it. */
export interface Reading {
  readonly signal: Signal;
  readonly value: string;
  /** Set exactly when the value is `unknown`. */
  readonly doubt: Doubt | null;
  /** What it was read from, doubtful facts included. */
  readonly facts: readonly Fact[];
}

/** Clocks of sources may be ahead of ours by that much. */
export const CLOCK_SKEW_MS = 5_000;

/**
 * Reads one signal. Facts that are stale, from the future or mute count as unknown. All facts have to say the same, for
 * views may differ by source (S3.37); where a sign of life outweighs silence, one that is fresh is enough (S2.31), but
 * silence is believed only when every source that was asked is silent.
 */
export function readSignal(signal: Signal, facts: readonly Fact[], now: number): Reading {
  const own = facts.filter((fact) => fact.signal === signal);
  const doubts = own.map((fact) => doubtOf(fact, now));
  const known = own.filter((_, i) => doubts[i] === null);
  const life = LIFE.get(signal);
  if (life !== undefined && known.some(({ value }) => value === life))
    return { signal, value: life, doubt: null, facts: own };
  const unknown = (doubt: Doubt): Reading => ({ signal, value: UNKNOWN, doubt, facts: own });
  const [first] = known;
  if (known.some(({ value }) => value !== first?.value)) return unknown('contradiction');
  const doubt = doubts.find((entry) => entry !== null);
  // A source that is asked and does not say may be the one that would have seen life, or have objected.
  if (doubt !== undefined && (life !== undefined || first === undefined)) return unknown(doubt);
  if (first === undefined) return unknown('no-fact');
  return { signal, value: first.value, doubt: null, facts: own };
}

function doubtOf({ signal, value, at, freshForMs }: Fact, now: number): Doubt | null {
  if (value === UNKNOWN) return 'not-said';
  if (!(SIGNALS[signal] as readonly string[]).includes(value)) return 'no-such-value';
  if (at > now + CLOCK_SKEW_MS) return 'from-the-future';
  if (now - at > freshForMs) return 'stale';
  return null;
}
