import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { mergeSort } from '../placement/merge-sort.ts';
import { parseTransitionMagic } from './transition-key.ts';

const PENDING_CALL = -1;

/**
 * Which of two history entries is older: negative when `a` is, positive when `b` is, 0 when that cannot be told
 * (spec A5.5.1, C1.8). `sameNode` is what to assume when an entry does not name its node.
 */
export function compareHistory(a: OperationHistory, b: OperationHistory, sameNode: boolean): number {
  const same =
    a.onNode !== null && b.onNode !== null ? a.onNode.toLowerCase() === b.onNode.toLowerCase() : sameNode;
  if (same && a.id === b.id) return 0;
  const aCall = a.callId ?? PENDING_CALL;
  const bCall = b.callId ?? PENDING_CALL;
  if (aCall === PENDING_CALL && bCall === PENDING_CALL) return 0;
  if (same && aCall >= 0 && aCall < bCall) return -1;
  if (same && bCall >= 0 && aCall > bCall) return 1;
  if (aCall >= 0 && bCall >= 0) return compareChangeTimes(a, b);
  return comparePending(a, b, aCall, bCall);
}

/** Times of the last result change; a missing one decides nothing (spec A5.5.1 rule 4). */
function compareChangeTimes(a: OperationHistory, b: OperationHistory): number {
  const aTime = a.lastRcChange ?? -1;
  const bTime = b.lastRcChange ?? -1;
  if (aTime >= 0 && aTime < bTime) return -1;
  if (bTime >= 0 && aTime > bTime) return 1;
  return 0;
}

/** One of both is pending: the transitions that asked for them decide (spec A5.5.1 rule 5). */
function comparePending(a: OperationHistory, b: OperationHistory, aCall: number, bCall: number): number {
  const aKey = parseTransitionMagic(a.transitionMagic);
  const bKey = parseTransitionMagic(b.transitionMagic);
  if (aKey === null || bKey === null) return 0;
  if (aKey.uuid !== bKey.uuid || aKey.transition === bKey.transition) {
    if (bCall === PENDING_CALL) return -1;
    if (aCall === PENDING_CALL) return 1;
    return 0;
  }
  if (aKey.transition === PENDING_CALL || bKey.transition === PENDING_CALL) {
    return aKey.transition === PENDING_CALL ? 1 : -1;
  }
  return aKey.transition < bKey.transition ? -1 : 1;
}

/**
 * Entries of one resource on one node, oldest first; ties keep reverse document order (spec A5.2). Pending entries can
 * make "older" go round in circles, so the way of sorting is part of the behaviour.
 */
export function sortHistory(operations: readonly OperationHistory[]): OperationHistory[] {
  if (operations.length < 2) return operations.slice();
  const reversed: OperationHistory[] = [];
  for (let i = operations.length - 1; i >= 0; i--) reversed.push(operations[i] as OperationHistory);
  return mergeSort(reversed, compareAsOfOneNode);
}

function compareAsOfOneNode(a: OperationHistory, b: OperationHistory): number {
  return compareHistory(a, b, true);
}

/** Indexes into a sorted history: where being active began, and where it last ended; −1 when never (spec A5.5.2). */
export interface ActiveWindow {
  readonly start: number;
  readonly stop: number;
}

/** Finds the active window of a sorted history (spec A5.5.2). */
export function activeWindow(sorted: readonly OperationHistory[]): ActiveWindow {
  let start = -1;
  let stop = -1;
  let impliedByMonitor = -1;
  let impliedByRole = -1;
  for (let i = 0; i < sorted.length; i++) {
    const entry = sorted[i] as OperationHistory;
    switch (entry.task) {
      case 'stop':
        if (entry.status === 0) stop = i;
        break;
      case 'start':
      case 'migrate_from':
        start = i;
        break;
      case 'monitor':
        if (impliedByMonitor <= stop && (entry.rc === 0 || entry.rc === 8)) impliedByMonitor = i;
        break;
      case 'promote':
      case 'demote':
        impliedByRole = i;
        break;
    }
  }
  if (start === -1) start = impliedByRole !== -1 ? impliedByRole : impliedByMonitor;
  return { start, stop };
}
