import { evidenceText } from '../../evidence/evidence-text.ts';
import type { Remedy } from '../../evidence/policy/policy.ts';
import type { SettledVerdict } from '../../evidence/verdict.ts';
import type { Selection } from '../model/instance.ts';
import type { ResponseLimits, ResponseOrder } from '../model/order.ts';

/** A host kept free for the instances of others (S2.7). */
export interface ReserveHost {
  readonly host: string;
  /** For which hosts; `null`: for all. */
  readonly of: readonly string[] | null;
  /** Their instances go there and nowhere else. */
  readonly isOnlyTarget: boolean;
}

/** How this site responds. */
export interface ResponseSettings {
  readonly limits: ResponseLimits;
  readonly selection: Selection;
  readonly reserves: readonly ReserveHost[];
  /** What can be tried on a host from here. */
  readonly remedies: readonly Remedy[];
  /** How long a host that was switched on may take until it is seen healthy, ms (S3.18). */
  readonly bootMs: number;
}

/**
 * The order for an incident that begins. A host on which what its rule names cannot be tried from here is not given up
 * for that: people are told instead.
 */
export function newOrder(
  incident: string,
  settled: SettledVerdict,
  { limits, selection, reserves, remedies, bootMs }: ResponseSettings,
): ResponseOrder {
  const { latest, verdict } = settled;
  if (verdict !== 'dead' && verdict !== 'recover') throw new Error(`nothing follows from ${verdict}`);
  const { host, rule } = latest;
  const canTry = rule.remedies.every((remedy) => remedies.includes(remedy));
  const reserve = reserveFor(host, reserves);
  return {
    incident,
    host,
    verdict,
    remedies: rule.remedies,
    escalation: canTry ? rule.escalation : 'page',
    evidence: evidenceText(settled),
    reserve: reserve?.host ?? null,
    isReserveTarget: reserve?.isOnlyTarget ?? false,
    selection,
    limits: rule.remedies.includes('power-on')
      ? { ...limits, remedyMs: Math.max(limits.remedyMs, bootMs) }
      : limits,
  };
}

/** The reserve host of a host: the first that is meant for it and is another one. */
export function reserveFor(host: string, reserves: readonly ReserveHost[]): ReserveHost | null {
  return reserves.find((entry) => entry.host !== host && (entry.of?.includes(host) ?? true)) ?? null;
}
