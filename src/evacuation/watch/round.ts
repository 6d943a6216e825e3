import {
  type BrakeAnswer,
  type BrakeInput,
  brake,
  type Candidate,
  type FleetHost,
} from '../../evidence/brakes/brakes.ts';
import { holdText } from '../../evidence/brakes/hold-text.ts';
import type { Policy, Verdict } from '../../evidence/policy/policy.ts';
import { type Judgement, type SettledVerdict, settle } from '../../evidence/verdict.ts';
import { type FleetFacts, fleetHost } from './fleet.ts';
import type { WatchState } from './watch-state.ts';

/** One look at all watched hosts, and what else the decision rests on. */
export interface Round extends FleetFacts, Pick<BrakeInput, 'vantage' | 'intents' | 'disarming' | 'limits'> {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: Policy;
  /** One of each watched host. */
  readonly judgements: readonly Judgement[];
  /** Samples further apart do not belong together, ms. */
  readonly longestGapMs: number;
}

/** How a host stands after a round. */
export interface HostStanding {
  readonly host: string;
  readonly settled: SettledVerdict;
  /** What the brakes say of a host about which something would be done; `null` where nothing would. */
  readonly brake: BrakeAnswer | null;
}

/** Something people are told of that is no incident. Each host is named once until it stands differently. */
export type WatchNotice =
  /** Something would be done, and is not. */
  | { readonly kind: 'held'; readonly hosts: readonly string[]; readonly words: readonly string[] }
  /** Nothing is done but to tell (S3.6, S3.7, S3.13). */
  | {
      readonly kind: Exclude<Verdict, 'healthy' | 'recover' | 'dead'>;
      readonly hosts: readonly string[];
      readonly words: readonly string[];
    };

export interface RoundDecision {
  readonly standings: readonly HostStanding[];
  /** Incidents that begin. */
  readonly begin: readonly SettledVerdict[];
  readonly notices: readonly WatchNotice[];
}

/** Decides what follows from one round of looks. Takes the samples into the state; the same input decides the same. */
export function decideRound(state: WatchState, round: Round): RoundDecision {
  const { judgements, policy, now } = round;
  forgetOthers(state, judgements);
  for (const judgement of judgements) remember(state, judgement, policy);
  const settled = new Map<string, SettledVerdict>();
  for (const { host } of judgements) {
    const found = settle(policy, state.samples.get(host) ?? [], round.longestGapMs);
    if (found !== null) settled.set(host, found);
  }
  const candidates: Candidate[] = [];
  for (const [host, { verdict }] of settled)
    if (isActedOn(verdict)) candidates.push({ host, since: state.troubleSince.get(host) ?? now });
  const fleet = judgements.map((judgement): FleetHost => fleetHost(judgement, round));
  const answers = new Map(brake({ ...round, candidates, fleet }).map((answer) => [answer.host, answer]));
  const standings = [...settled].map(
    ([host, verdict]): HostStanding => ({ host, settled: verdict, brake: answers.get(host) ?? null }),
  );
  const begin = [...answers.values()].flatMap(({ host, isReleased }) => {
    const verdict = settled.get(host);
    return isReleased && verdict !== undefined ? [verdict] : [];
  });
  return { standings, begin, notices: noticesOf(state, standings) };
}

function isActedOn(verdict: Verdict): verdict is 'recover' | 'dead' {
  return verdict === 'recover' || verdict === 'dead';
}

/** Hosts that are not watched any more leave nothing behind. */
function forgetOthers(state: WatchState, judgements: readonly Judgement[]): void {
  const watched = new Set(judgements.map(({ host }) => host));
  for (const memory of [state.samples, state.troubleSince, state.told])
    for (const host of memory.keys()) if (!watched.has(host)) memory.delete(host);
}

function remember({ samples, troubleSince }: WatchState, judgement: Judgement, policy: Policy): void {
  const { host, at, verdict } = judgement;
  samples.set(host, [...(samples.get(host) ?? []), judgement].slice(-policy.samples.of));
  if (!isActedOn(verdict)) troubleSince.delete(host);
  else if (!troubleSince.has(host)) troubleSince.set(host, at);
}

/** What people do not know yet; hosts that stand alike are told of together. */
function noticesOf({ told }: WatchState, standings: readonly HostStanding[]): readonly WatchNotice[] {
  const groups = new Map<string, { kind: WatchNotice['kind']; hosts: string[]; words: readonly string[] }>();
  for (const standing of standings) {
    const { host } = standing;
    const topic = topicOf(standing);
    if (topic === 'well') told.delete(host);
    if (topic === 'well' || topic === 'wait') continue;
    const key = `${topic.kind}: ${topic.sameness}`;
    // What comes and goes is told once, until the host is well.
    const known = told.get(host)?.split('\n') ?? [];
    if (known.includes(key)) continue;
    told.set(host, [...known, key].join('\n'));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { kind: topic.kind, hosts: [host], words: topic.words });
    else group.hosts.push(host);
  }
  return [...groups.values()];
}

interface Topic {
  readonly kind: WatchNotice['kind'];
  /** What makes it the same as what was told before; numbers in the words may change. */
  readonly sameness: string;
  readonly words: readonly string[];
}

/** What is to be told of a host: nothing for the moment (`wait`), or nothing at all (`well`). */
function topicOf({ settled, brake: answer }: HostStanding): Topic | 'well' | 'wait' {
  const { latest, verdict, agreeing, needed } = settled;
  if (answer !== null) {
    if (answer.isReleased || answer.holds.some(({ kind }) => kind === 'already-handled')) return 'wait';
    const sameness = answer.holds.map(({ kind }) => kind).join();
    return { kind: 'held', sameness, words: answer.holds.map(holdText) };
  }
  if (verdict === 'healthy') return 'well';
  // A verdict that is on its way to be acted on is not told of, and one that has not lasted neither.
  if (verdict !== latest.verdict || agreeing < needed || isActedOn(verdict)) return 'wait';
  return { kind: verdict, sameness: latest.rule.name, words: [latest.rule.why] };
}
