import { emit, send } from '../emit.ts';
import type { FencingRecord } from '../model/fencing.ts';
import type { ControllerState } from '../model/state.ts';

/** Fencings that are remembered. */
const MOST_RECORDS = 200;

/** All records of both, each once, by the time they ended; the newest ones where there are too many. */
export function mergeRecords(
  some: readonly FencingRecord[],
  others: readonly FencingRecord[],
): FencingRecord[] {
  const byId = new Map([...some, ...others].map((record) => [record.id, record]));
  return [...byId.values()]
    .sort((a, b) => a.endedAt - b.endedAt || (a.id < b.id ? -1 : 1))
    .slice(-MOST_RECORDS);
}

/** What this node knows of fencings and the others do not: kept on its disk, or done in another partition. */
export function tellUnknownRecords(state: ControllerState, own: readonly FencingRecord[]): void {
  const { fencing } = state.replicated;
  const known = new Set(fencing.map(({ id }) => id));
  // What would be dropped at once for its age is not worth a message.
  const kept = mergeRecords(fencing, own);
  const records = kept.filter(({ id }) => !known.has(id));
  if (records.length > 0) send(state, { kind: 'fencing-history', records });
}

/** A member remembers more. */
export function onFencingHistory(state: ControllerState, records: readonly FencingRecord[]): void {
  state.replicated.fencing = mergeRecords(state.replicated.fencing, records);
}

/** A fencing has ended. */
export function addRecord(state: ControllerState, record: FencingRecord): void {
  state.replicated.fencing = [...state.replicated.fencing, record].slice(-MOST_RECORDS);
}

/** The history goes to disk whenever it has changed, so that it outlives a restart of the whole cluster. */
export function keepFencingHistory(state: ControllerState): void {
  const records = state.replicated.fencing;
  // A history that changes is another list.
  if (records === state.keptFencing) return;
  state.keptFencing = records;
  emit(state, { kind: 'keep-fencing', records });
}
