import type { ResponseEvent } from './event.ts';
import type { ResponseState } from './state.ts';

/** How long what a response knows may be acted on. */

/** A power-off may be awaited for ten minutes (compute.yaml, powerOffSeconds). */
const LONGEST_POWER_OFF_MS = 660_000;

/** Whether the host was judged lost no more than `mostMs` ago. */
export function isJudgedLost(
  { judged, order }: ResponseState,
  at: number,
  mostMs = order.limits.recheckMs,
): boolean {
  if (judged === null || isOld(judged.at, at, mostMs)) return false;
  return judged.verdict === 'dead' || judged.verdict === 'recover';
}

/** A clock that was set says as little as one that has run on. */
export function isOld(since: number | null, at: number, mostMs: number): boolean {
  return since !== null && Math.abs(at - since) > mostMs;
}

/** Nobody has seen to this response for long: no engine was there, it stood still, or the clock was set. */
export function wasAbsent({ lastAt, order }: ResponseState, { kind, at }: ResponseEvent): boolean {
  return isOld(lastAt, at, kind === 'powered-off' ? LONGEST_POWER_OFF_MS : order.limits.absenceMs);
}

export function absenceText({ lastAt }: ResponseState, at: number): string {
  const minutes = Math.round(Math.abs(at - lastAt) / 60_000);
  return `nobody has seen to it for ${minutes} min by the clock; how the host is has to be seen by people`;
}
