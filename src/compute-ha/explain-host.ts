import type { ResponseOrder } from '../evacuation/model/order.ts';
import { fleetHost } from '../evacuation/watch/fleet.ts';
import type { HostRecord } from '../evacuation/watch/host-record.ts';
import { leaveFor } from '../evacuation/watch/leave.ts';
import { newOrder } from '../evacuation/watch/new-order.ts';
import type { Disarming, Hold, Intent } from '../evidence/brakes/brakes.ts';
import type { Remedy } from '../evidence/policy/policy.ts';
import type { Judgement, SettledVerdict } from '../evidence/verdict.ts';
import { settle } from '../evidence/verdict.ts';
import { brakesNow } from './brakes-now.ts';
import type { ComputeSettings } from './compute-file.ts';
import type { HostLook, Look, LookWish } from './look.ts';
import type { FenceMark } from './record/incident-store.ts';
import type { Records } from './record/records.ts';
import type { RoundRecord } from './record/round-store.ts';

/** Why a host is thought of as it is, and what would follow. */
export interface HostExplanation {
  readonly look: HostLook;
  /** The look as the only sample. */
  readonly settled: SettledVerdict;
  /** The engine’s last round; `null` when there was none. */
  readonly round: RoundRecord | null;
  /** What would be ordered if the look settled; `null` when nothing would. */
  readonly order: ResponseOrder | null;
  /** What would hold it back at this moment. */
  readonly holds: readonly Hold[];
  readonly disarming: Disarming | null;
  readonly record: HostRecord | null;
  readonly mark: FenceMark | null;
}

/** What the explanation rests on beside the look. */
export interface ExplainFacts {
  readonly now: number;
  readonly settings: ComputeSettings;
  readonly policy: LookWish['policy'];
  readonly records: Pick<Records, 'incidents' | 'operators' | 'rounds'>;
  readonly aggregates: ReadonlyMap<string, readonly string[]>;
  readonly intents: readonly Intent[];
  /** What can be tried on a host from here. */
  readonly remedies: readonly Remedy[];
}

/** Explains one host out of a look at all of them. */
export function explainHost(host: string, found: Look, facts: ExplainFacts): HostExplanation {
  const { now, settings, policy, records, aggregates } = facts;
  const { engine } = settings;
  const look = found.hosts.find(({ judgement }) => judgement.host === host);
  const settled = look === undefined ? null : settle(policy, [look.judgement], 0);
  if (look === undefined || settled === null) throw new Error(`${host} was not looked at`);
  const hostRecords = records.incidents.hostRecords();
  const fleet = found.hosts.map(({ judgement }) =>
    fleetHost(judgement, { aggregates, records: hostRecords, restMs: engine.restMs }),
  );
  const order = orderFor(look.judgement, settled, engine, facts.remedies);
  const own = fleet.find((entry) => entry.host === host);
  const given = { vantage: found.vantage, intents: facts.intents, limits: engine.brakes };
  const brakes = brakesNow(now, records.operators, given);
  const leave = leaveFor(host, { ...brakes, fleet });
  const holds: Hold[] = order === null ? [] : [...leave.holds];
  if (own?.isBeingHandled === true) holds.push({ kind: 'already-handled' });
  if (own !== undefined && own.rest !== null && now < own.rest.until)
    holds.push({ kind: 'resting', ...own.rest });
  return {
    look,
    settled,
    round: records.rounds.last(),
    order,
    holds,
    disarming: brakes.disarming,
    record: hostRecords.get(host) ?? null,
    mark: records.incidents.fenceMarks().find((mark) => mark.host === host) ?? null,
  };
}

function orderFor(
  { verdict }: Judgement,
  settled: SettledVerdict,
  engine: ComputeSettings['engine'],
  remedies: readonly Remedy[],
): ResponseOrder | null {
  if (verdict !== 'dead' && verdict !== 'recover') return null;
  return newOrder('(none yet)', { ...settled, verdict }, { ...engine, remedies });
}
