import { type Fact, type Reading, readSignal } from './fact.ts';
import { holds } from './policy/check.ts';
import type { Policy, PolicyRule, Verdict } from './policy/policy.ts';

/** What is thought of a host at one instant, with all it rests on. */
export interface Judgement {
  readonly host: string;
  /** Epoch ms. */
  readonly at: number;
  readonly policy: string;
  readonly readings: readonly Reading[];
  /** The rule that holds (the first of those that say the same). */
  readonly rule: PolicyRule;
  readonly verdict: Verdict;
}

/** Judges a host by what is known of it at `now` (epoch ms). */
export function judge(policy: Policy, host: string, facts: readonly Fact[], now: number): Judgement {
  const readings = policy.signals.map((signal) => readSignal(signal, facts, now));
  const cell = new Map(readings.map(({ signal, value }) => [signal, value]));
  const rule = policy.rules.find((entry) => holds(entry, cell));
  // A checked policy has a rule for every cell; readings have no values but those of their signals.
  if (rule === undefined) throw new Error(`the policy ${policy.name} has a hole`);
  return { host, at: now, policy: policy.name, readings, rule, verdict: rule.verdict };
}

/** A verdict that may be acted on, or why it may not be yet. */
export interface SettledVerdict {
  readonly latest: Judgement;
  readonly verdict: Verdict;
  /** How many of the samples that count say the same as the latest. */
  readonly agreeing: number;
  readonly needed: number;
  readonly of: number;
}

/** Verdicts that lead to something; the others hold at once. */
const CONSEQUENTIAL: ReadonlySet<Verdict> = new Set(['network-mail', 'recover', 'dead']);

/**
 * N of M: a verdict with consequences has to stand in enough of the last samples; until then the host is suspect.
 * `samples` are oldest first; those of an earlier rule count only if they lead to the same. Samples further apart than
 * `longestGapMs` do not belong together. `null` when there is none.
 */
export function settle(
  { samples: { needed, of } }: Pick<Policy, 'samples'>,
  samples: readonly Judgement[],
  longestGapMs: number,
): SettledVerdict | null {
  const latest = samples.at(-1);
  if (latest === undefined) return null;
  let agreeing = 0;
  let next = latest.at;
  for (const sample of samples.slice(-of).reverse()) {
    if (next - sample.at > longestGapMs) break;
    next = sample.at;
    if (leadsToTheSame(sample.rule, latest.rule)) agreeing++;
  }
  const isSettled = !CONSEQUENTIAL.has(latest.verdict) || agreeing >= needed;
  return { latest, verdict: isSettled ? latest.verdict : 'suspect', agreeing, needed, of };
}

function leadsToTheSame(a: PolicyRule, b: PolicyRule): boolean {
  return a.verdict === b.verdict && a.remedies.join() === b.remedies.join() && a.escalation === b.escalation;
}
