import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Primitive } from '../model/resource.ts';
import { AgentResult, ExecutionStatus } from './execution-status.ts';
import { historyAt } from './history-index.ts';
import { compareHistory } from './history-order.ts';
import type { OperationContext } from './operation-context.ts';

/** Names of the nodes of a migration, as recorded. */
export interface MigrationNames {
  readonly source: string;
  readonly target: string;
}

/** Source and target of a migration entry; `null` when it is not about this node on `side` (spec A5.9.2). */
export function sourceAndTarget(context: OperationContext, side: 'source' | 'target'): MigrationNames | null {
  const { migrateSource: source, migrateTarget: target } = context.entry;
  if (source === null || target === null) return null;
  if ((side === 'source' ? source : target) !== context.node.name) return null;
  return { source, target };
}

/** Entries a node has of a resource, in document order. */
function entriesOf(cluster: Cluster, resource: Primitive, node: string): readonly OperationHistory[] {
  return historyAt(cluster.cib, node, resource.id)?.operations ?? [];
}

/** Whether nothing is known of a resource's state on a node, or only what is pending (spec A5.9.1, A0.1.1). */
export function isStateUnknown(cluster: Cluster, resource: Primitive, node: string): boolean {
  return entriesOf(cluster, resource, node).every((entry) => entry.rc === AgentResult.Unknown);
}

/**
 * The migration entry of a task on a node that has `peer` as its other side (spec A5.9.1). With more than one such
 * entry there is none (observed).
 */
export function operationOn(
  cluster: Cluster,
  resource: Primitive,
  task: 'migrate_to' | 'migrate_from',
  node: string,
  peer: string,
): OperationHistory | null {
  return only(entriesOf(cluster, resource, node), (entry) => {
    if (entry.task !== task) return false;
    return (task === 'migrate_to' ? entry.migrateTarget : entry.migrateSource) === peer;
  });
}

/** The one entry that meets a condition; `null` when none or several do. */
function only(
  entries: readonly OperationHistory[],
  condition: (entry: OperationHistory) => boolean,
): OperationHistory | null {
  let found: OperationHistory | null = null;
  for (const entry of entries) {
    if (!condition(entry)) continue;
    if (found !== null) return null;
    found = entry;
  }
  return found;
}

/** Whether a node has a newer entry than a given one that is not a monitor (spec A5.9.1). */
export function hasNewerNonMonitor(
  cluster: Cluster,
  resource: Primitive,
  node: string,
  reference: OperationHistory,
  sameNode: boolean,
): boolean {
  for (const entry of entriesOf(cluster, resource, node)) {
    if (entry === reference) continue;
    switch (entry.task) {
      case 'start':
      case 'stop':
      case 'migrate_to':
      case 'migrate_from':
        if (compareHistory(entry, reference, sameNode) > 0) return true;
        break;
      default:
    }
  }
  return false;
}

/** Whether a node knows the resource's state from after the migration (spec A5.9.1). */
export function hasNewerState(
  cluster: Cluster,
  resource: Primitive,
  node: string,
  names: MigrationNames,
  to: OperationHistory | null,
  from: OperationHistory | null,
): boolean {
  let reference = from ?? to;
  let sameNode = false;
  if (node === names.target) {
    sameNode = from !== null;
    reference = from ?? to;
  } else if (node === names.source) {
    sameNode = to !== null;
    reference = to ?? from;
  }
  if (reference === null) return false;
  if (hasNewerNonMonitor(cluster, resource, node, reference, sameNode)) return true;
  const monitor = only(entriesOf(cluster, resource, node), (entry) => entry.task === 'monitor');
  return (
    monitor !== null &&
    monitor.rc === AgentResult.NotRunning &&
    monitor.status === ExecutionStatus.Done &&
    compareHistory(monitor, reference, sameNode) > 0
  );
}
