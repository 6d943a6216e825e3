import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { isGuestNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { summarizePrimitive } from './resource-summary.ts';
import type { NodeSummary, SummaryEntry } from './summary-entry.ts';

/**
 * What the transition amounts to: fencing, then every resource with something to do (spec C6.4.1). The look-ups
 * assign node-less actions, so phase 11 must walk it once before the graph is built even if nobody reads the result
 * (spec C0.11).
 */
export function summarizeTransition(cluster: Cluster): SummaryEntry[] {
  const entries: SummaryEntry[] = [];
  for (let i = cluster.actions.length - 1; i >= 0; i--) {
    const entry = summarizeNodeAction(cluster.actions[i] as Action);
    if (entry !== null) entries.push(entry);
  }
  for (const resource of cluster.resources) summarizeResource(resource, entries);
  return entries;
}

function summarizeNodeAction(action: Action): NodeSummary | null {
  if (action.task !== 'stonith' || action.isOptional || action.node === null || action.reason === null) {
    return null;
  }
  const { node } = action;
  return {
    kind: 'node',
    operation: action.metaValue('stonith_action') ?? '',
    node,
    container: isGuestNode(node) ? (node.connection?.container ?? null) : null,
    reason: action.reason,
  };
}

function summarizeResource(resource: Resource, entries: SummaryEntry[]): void {
  switch (resource.kind) {
    case 'primitive':
      summarizePrimitive(resource, entries);
      return;
    case 'bundle':
      for (const replica of resource.replicas) {
        for (const part of [replica.ip, replica.container, replica.connection, replica.inner]) {
          if (part !== null) summarizeResource(part, entries);
        }
      }
      return;
    default:
      for (const child of resource.children) summarizeResource(child, entries);
  }
}
