import type { FleetHost } from '../../evidence/brakes/brakes.ts';
import type { Judgement } from '../../evidence/verdict.ts';
import { type HostRecord, restOf } from './host-record.ts';

/** What is known of the hosts beside how they are judged. */
export interface FleetFacts {
  /** Aggregates of each host; empty where Nova does not say. */
  readonly aggregates: ReadonlyMap<string, readonly string[]>;
  readonly records: ReadonlyMap<string, HostRecord>;
  /** How long a host is left alone after an incident that did not help, ms. */
  readonly restMs: number;
}

/** A judged host as the brakes see it. */
export function fleetHost({ host, verdict, readings }: Judgement, facts: FleetFacts): FleetHost {
  const record = facts.records.get(host) ?? null;
  const isMaintained = readings.some(
    ({ signal, value }) => signal === 'compute-status' && value === 'disabled',
  );
  const isLost = verdict === 'dead' || verdict === 'recover';
  return {
    host,
    aggregates: facts.aggregates.get(host) ?? [],
    condition: isLost ? 'lost' : verdict === 'unknown' ? 'blind' : isMaintained ? 'maintained' : 'seen',
    isBeingHandled: record?.isOpen ?? false,
    lastIncidentAt: record?.beganAt ?? null,
    rest: isLost ? restOf(record, verdict, facts.restMs) : null,
  };
}
