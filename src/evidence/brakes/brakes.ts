/** A host that the verdicts would have something done to. */
export interface Candidate {
  readonly host: string;
  /** When the trouble was first seen, epoch ms: who is lost longest comes first. */
  readonly since: number;
}

/** A watched host, as the brakes see it. */
export interface FleetHost {
  readonly host: string;
  readonly aggregates: readonly string[];
  /**
   * Latest judgement, settled or not: `lost` (recover, dead), `blind` (unknown), `maintained` (not watched), `seen`
   * (the rest).
   */
  readonly condition: 'lost' | 'blind' | 'maintained' | 'seen';
  /** An incident of this host is open. */
  readonly isBeingHandled: boolean;
  /** When an incident of this host last began, epoch ms. */
  readonly lastIncidentAt: number | null;
  /** What was done about it a short while ago did not help, and is not begun again until then (epoch ms). */
  readonly rest: { readonly after: string; readonly until: number } | null;
}

/** Something of our own surroundings that answers when we are well connected: a gateway, another controller. */
export interface VantagePoint {
  readonly name: string;
  readonly answers: boolean | null;
  /** Epoch ms. */
  readonly at: number;
}

/** What is going on on purpose: nothing is fenced, evacuated or switched on meanwhile. */
export interface Intent {
  readonly kind: 'maintenance' | 'shutting-down';
  /** `null`: the whole cloud. */
  readonly hosts: readonly string[] | null;
  readonly by: string;
  readonly reason: string;
  /** Epoch ms; `null` until it is withdrawn. */
  readonly until: number | null;
}

/** An operator has taken the automatic response out of service. */
export interface Disarming {
  readonly reason: string;
  readonly owner: string;
  readonly at: number;
  /** Epoch ms. There is always an end: what is forgotten arms itself. */
  readonly expiresAt: number;
}

/** How much may be done. A share is of the watched hosts, 0 to 1. */
export interface BrakeLimits {
  /** How many vantage points have to answer; 0 switches the check off. */
  readonly vantageNeeded: number;
  /** A vantage point's answer is believed for so long, ms. */
  readonly vantageFreshMs: number;
  /** More hosts lost at once than either of these is our problem, or a disaster: nothing is done. */
  readonly mostLostShare: number;
  readonly mostLost: number;
  /** Hosts whose incident began within this time count as lost at once, ms. */
  readonly lostWindowMs: number;
  /** More watched hosts of which too little is known than this: we do not see well enough. */
  readonly mostBlindShare: number;
  readonly mostPerAggregate: number;
  readonly mostPerCycle: number;
  readonly mostAtATime: number;
}

export const DEFAULT_BRAKES: BrakeLimits = {
  vantageNeeded: 1,
  vantageFreshMs: 60_000,
  mostLostShare: 0.3,
  mostLost: 5,
  lostWindowMs: 600_000,
  mostBlindShare: 0.3,
  mostPerAggregate: 2,
  mostPerCycle: 2,
  mostAtATime: 3,
};

/** Why nothing is done to a host, with the numbers behind it. */
export type Hold =
  | { readonly kind: 'disarmed'; readonly by: Disarming }
  | { readonly kind: 'intent'; readonly intent: Intent }
  | {
      readonly kind: 'own-vantage';
      readonly answering: number;
      readonly needed: number;
      readonly known: number;
    }
  | { readonly kind: 'cliff'; readonly lost: number; readonly watched: number; readonly most: number }
  | { readonly kind: 'blind'; readonly blind: number; readonly watched: number; readonly most: number }
  | { readonly kind: 'aggregate'; readonly aggregate: string; readonly lost: number; readonly most: number }
  | { readonly kind: 'at-a-time'; readonly running: number; readonly most: number }
  | { readonly kind: 'cycle'; readonly released: number; readonly most: number }
  | { readonly kind: 'resting'; readonly after: string; readonly until: number }
  | { readonly kind: 'already-handled' };

export interface BrakeInput {
  /** Epoch ms. */
  readonly now: number;
  readonly candidates: readonly Candidate[];
  readonly fleet: readonly FleetHost[];
  readonly vantage: readonly VantagePoint[];
  readonly intents: readonly Intent[];
  readonly disarming: Disarming | null;
  readonly limits: BrakeLimits;
}

/** What may be done to a candidate: something (`holds` is empty), or nothing, for these reasons. */
export interface BrakeAnswer {
  readonly host: string;
  readonly isReleased: boolean;
  readonly holds: readonly Hold[];
}

/** Decides which hosts may be acted on in this cycle. Answers in order: lost longest first, then by name. */
export function brake(input: BrakeInput): readonly BrakeAnswer[] {
  const { candidates, fleet, limits } = input;
  const general = generalHolds(input);
  const hosts = new Map(fleet.map((entry) => [entry.host, entry]));
  const running = fleet.filter(({ isBeingHandled }) => isBeingHandled).length;
  const perAggregate = countAggregates(input);
  let released = 0;
  return [...candidates].sort(bySince).map(({ host }) => {
    const own = hosts.get(host);
    const holds: Hold[] = [...general, ...intentHolds(input, host)];
    if (own?.isBeingHandled) holds.push({ kind: 'already-handled' });
    const rest = own?.rest ?? null;
    if (rest !== null && input.now < rest.until) holds.push({ kind: 'resting', ...rest });
    for (const aggregate of own?.aggregates ?? []) {
      const lost = perAggregate.get(aggregate)?.size ?? 0;
      const isCounted = perAggregate.get(aggregate)?.has(host) === true;
      if (!isCounted && lost >= limits.mostPerAggregate)
        holds.push({ kind: 'aggregate', aggregate, lost, most: limits.mostPerAggregate });
    }
    if (running + released >= limits.mostAtATime)
      holds.push({ kind: 'at-a-time', running: running + released, most: limits.mostAtATime });
    if (released >= limits.mostPerCycle) holds.push({ kind: 'cycle', released, most: limits.mostPerCycle });
    if (holds.length > 0) return { host, isReleased: false, holds };
    released++;
    for (const aggregate of own?.aggregates ?? []) note(perAggregate, aggregate, host);
    return { host, isReleased: true, holds };
  });
}

/** Reasons that hold every host back. */
function generalHolds({ now, candidates, fleet, vantage, disarming, limits }: BrakeInput): readonly Hold[] {
  const holds: Hold[] = [];
  if (disarming !== null && now < disarming.expiresAt) holds.push({ kind: 'disarmed', by: disarming });
  const answering = vantage.filter(
    ({ answers, at }) => answers === true && now - at <= limits.vantageFreshMs,
  ).length;
  if (answering < limits.vantageNeeded)
    holds.push({ kind: 'own-vantage', answering, needed: limits.vantageNeeded, known: vantage.length });
  const watched = fleet.filter(({ condition }) => condition !== 'maintained').length;
  const lost = new Set(candidates.map(({ host }) => host));
  for (const entry of fleet) {
    const isRecent = entry.lastIncidentAt !== null && now - entry.lastIncidentAt <= limits.lostWindowMs;
    if (entry.condition === 'lost' || entry.isBeingHandled || isRecent) lost.add(entry.host);
  }
  // One host is never a cliff, however small the cloud.
  const most = Math.min(limits.mostLost, Math.max(1, Math.floor(watched * limits.mostLostShare)));
  if (lost.size > most) holds.push({ kind: 'cliff', lost: lost.size, watched, most });
  const blind = fleet.filter(({ condition }) => condition === 'blind').length;
  const mostBlind = Math.max(1, Math.floor(watched * limits.mostBlindShare));
  if (blind > mostBlind) holds.push({ kind: 'blind', blind, watched, most: mostBlind });
  return holds;
}

function intentHolds({ now, intents }: BrakeInput, host: string): readonly Hold[] {
  return intents
    .filter(({ until }) => until === null || now < until)
    .filter(({ hosts }) => hosts === null || hosts.includes(host))
    .map((intent) => ({ kind: 'intent', intent }));
}

/** Hosts of each aggregate that are being handled, or were not long ago. */
function countAggregates({ now, fleet, limits }: BrakeInput): Map<string, Set<string>> {
  const counts = new Map<string, Set<string>>();
  for (const { host, aggregates, isBeingHandled, lastIncidentAt } of fleet) {
    const isRecent = lastIncidentAt !== null && now - lastIncidentAt <= limits.lostWindowMs;
    if (isBeingHandled || isRecent) for (const aggregate of aggregates) note(counts, aggregate, host);
  }
  return counts;
}

function note(counts: Map<string, Set<string>>, aggregate: string, host: string): void {
  const hosts = counts.get(aggregate) ?? new Set();
  hosts.add(host);
  counts.set(aggregate, hosts);
}

function bySince(a: Candidate, b: Candidate): number {
  return a.since - b.since || (a.host < b.host ? -1 : a.host > b.host ? 1 : 0);
}
