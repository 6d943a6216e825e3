import type { Signal } from '../signal.ts';

/**
 * What is thought of a host.
 * - `healthy`: nothing is done. Also what is not to be watched (S2.28).
 * - `suspect`: something is wrong that is waited for; people may be warned, nothing is done (S2.31, S3.13).
 * - `network-mail`: a network is down whose loss only people are told of (S3.6, S3.7).
 * - `recover`: what the rule names is tried; when it does not help, the host is given up (S3.9, S3.14).
 * - `dead`: the host is given up: powered off, its instances started elsewhere (S2.32).
 * - `unknown`: too little is known; nothing is done, and the lack is shown.
 */
export const VERDICTS = ['healthy', 'suspect', 'network-mail', 'recover', 'dead', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What may be tried on a host before it is given up, in the order of the rule. */
export const REMEDIES = ['restart-network', 'restart-service', 'power-on'] as const;
export type Remedy = (typeof REMEDIES)[number];

/** What follows when no remedy helped: the host is given up, or people are told (S3.17). */
export const ESCALATIONS = ['evacuate', 'page'] as const;
export type Escalation = (typeof ESCALATIONS)[number];

/** One row of a policy. It holds for a host when each signal it names has one of the values it lists. */
export interface PolicyRule {
  readonly name: string;
  readonly when: ReadonlyMap<Signal, readonly string[]>;
  readonly verdict: Verdict;
  /** Only with `recover`. */
  readonly remedies: readonly Remedy[];
  readonly escalation: Escalation;
  /** For people: why this is what to think. */
  readonly why: string;
}

/** A verdict that leads to anything has to stand in so many of the last samples, the last one included. */
export interface SampleRule {
  readonly needed: number;
  readonly of: number;
}

/**
 * A table from signals to verdicts. The order of its rules means nothing: a checked policy has a rule for every
 * combination of values, and rules that hold together say the same.
 */
export interface Policy {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly samples: SampleRule;
  /** Signals its rules name: what has to be observed. */
  readonly signals: readonly Signal[];
}
