import type { Cluster } from '../../scheduler/model/cluster.ts';
import { isMaskedProbe } from './masked-probe.ts';
import { executionStatusText, resultText } from './result-text.ts';

/** A failed operation (spec C6.7 -c). */
export interface FailureStatus {
  readonly key: string;
  /** The history entry tells its key, as opposed to an id that has to serve. */
  readonly hasKey: boolean;
  readonly node: string;
  readonly task: string;
  readonly intervalMs: number;
  readonly rc: number;
  readonly result: string;
  readonly callId: string;
  readonly status: string;
  readonly exitReason: string | null;
  /** Epoch seconds. */
  readonly lastChange: number | null;
  /** Milliseconds as written. */
  readonly queueTime: string | null;
  readonly execTime: string | null;
}

/** Failed operations in the order in which they were found. */
export function describeFailures(cluster: Cluster): FailureStatus[] {
  const shown = cluster.failedOperations.filter(({ entry }) => !isMaskedProbe(entry));
  return shown.map(({ entry, node }) => ({
    key: entry.key,
    hasKey: entry.hasKey,
    node: node.name,
    task: entry.task ?? '',
    intervalMs: entry.intervalMs,
    rc: entry.rc ?? 0,
    result: resultText(entry.rc ?? 0),
    callId: String(entry.callId ?? 0),
    status: executionStatusText(entry.status),
    exitReason: entry.exitReason,
    lastChange: entry.lastRcChange,
    queueTime: entry.queueTime,
    execTime: entry.execTime,
  }));
}
