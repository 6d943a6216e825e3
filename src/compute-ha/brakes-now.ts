import type { BrakeInput, BrakeLimits, Intent, VantagePoint } from '../evidence/brakes/brakes.ts';
import type { WatchedHost } from './compute-file.ts';
import type { OperatorStore } from './record/operator-store.ts';

/** What the brakes go by beside the hosts. */
export function brakesNow(
  now: number,
  operators: Pick<OperatorStore, 'intents' | 'disarming'>,
  {
    vantage,
    intents,
    limits,
  }: {
    readonly vantage: readonly VantagePoint[];
    /** What is going on on purpose, beside what operators said. */
    readonly intents: readonly Intent[];
    readonly limits: BrakeLimits;
  },
): Omit<BrakeInput, 'candidates' | 'fleet'> {
  return {
    now,
    vantage,
    intents: [...operators.intents(now), ...intents],
    disarming: operators.disarming(now),
    limits,
  };
}

/** While Nova does not tell its aggregates, all hosts count as one: the limit holds rather too soon. */
export function allInOne(hosts: readonly WatchedHost[]): ReadonlyMap<string, readonly string[]> {
  return new Map(hosts.map(({ name }) => [name, ['all hosts: Nova does not list aggregates']]));
}
