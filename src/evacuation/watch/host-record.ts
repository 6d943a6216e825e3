import type { IncidentEnd } from '../run/event.ts';

/** What is on record of a host's incidents. */
export interface HostRecord {
  /** One of them is open. */
  readonly isOpen: boolean;
  /** When the latest began, epoch ms. */
  readonly beganAt: number;
  /** How the latest ended, and when (epoch ms); `null` while it is open. */
  readonly end: IncidentEnd | null;
  readonly endedAt: number | null;
}

/** Nothing more can be tried at once after these, whatever the verdict. */
const REST_ALWAYS: ReadonlySet<IncidentEnd> = new Set(['not-powered-off', 'nova-does-not-agree']);
/** After these, what was tried is not tried again at once; a host that has died meanwhile is not made to wait. */
const REST_FROM_REMEDIES: ReadonlySet<IncidentEnd> = new Set(['power-on-failed', 'recovered', 'held']);

/** Until when a host is left alone after its latest incident (epoch ms); `null` when it is not. */
export function restOf(
  record: HostRecord | null,
  verdict: 'dead' | 'recover',
  restMs: number,
): { readonly after: IncidentEnd; readonly until: number } | null {
  if (record === null || record.end === null || record.endedAt === null) return null;
  const isResting =
    REST_ALWAYS.has(record.end) || (verdict === 'recover' && REST_FROM_REMEDIES.has(record.end));
  return isResting ? { after: record.end, until: record.endedAt + restMs } : null;
}
