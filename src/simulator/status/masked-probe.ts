import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { AgentResult, ExecutionStatus } from '../../scheduler/history/execution-status.ts';
import type { Cluster, FailedOperation } from '../../scheduler/model/cluster.ts';

/**
 * A probe that says the resource cannot run there at all (spec A5.6.3.5): the status of the resource tells of it, the
 * list of failures does not.
 */
export function isMaskedProbe({ task, intervalMs, rc, status }: OperationHistory): boolean {
  if (task !== 'monitor' || intervalMs !== 0) return false;
  return (
    rc === AgentResult.NotInstalled ||
    rc === AgentResult.InvalidParameter ||
    status === ExecutionStatus.NotInstalled
  );
}

const indexes = new WeakMap<Cluster, ReadonlyMap<string, readonly FailedOperation[]>>();
const NONE: readonly FailedOperation[] = [];

/** Masked probes of a resource, by its configured id, in the order in which they were found. */
export function maskedProbes(cluster: Cluster, configuredId: string): readonly FailedOperation[] {
  let index = indexes.get(cluster);
  if (index === undefined) {
    const masked = cluster.failedOperations.filter(({ entry }) => isMaskedProbe(entry));
    index = Map.groupBy(masked, ({ resource }) => resource.configuredId);
    indexes.set(cluster, index);
  }
  return index.get(configuredId) ?? NONE;
}
