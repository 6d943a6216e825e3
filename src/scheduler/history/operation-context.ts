import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { OnFail, OperationOptions } from '../model/operation-options.ts';
import { type Primitive, type Resource, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { operationOptions } from '../unpack/operation-options.ts';
import type { ExecutionStatus } from './execution-status.ts';

/** What is carried from entry to entry while one resource's history on one node is read (spec A5.2.6). */
export interface RunningResult {
  onFail: OnFail;
  /** The most recent failed entry. */
  lastFailure: OperationHistory | null;
}

/** One history entry being processed (spec A5.6). */
export interface OperationContext {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  readonly resource: Primitive;
  readonly entry: OperationHistory;
  readonly task: string;
  readonly isProbe: boolean;
  /** Expected result; −1 when unknown. */
  readonly expectedRc: number;
  /** The probe's failure says that the resource cannot be here, not that it failed (spec A5.6.3.5). */
  readonly isMasked: boolean;
  /** Result and status, remapped (spec A5.6.4). */
  rc: number;
  status: ExecutionStatus;
  readonly result: RunningResult;
}

/** Configured options of the operation an entry is about. */
export function optionsOf(context: OperationContext): OperationOptions {
  const { cluster, resource, task, entry } = context;
  return operationOptions(cluster, resource, task, entry.intervalMs, null);
}

/** What a ban has to cover: the whole clone for an anonymous instance (spec A5.6.3.2). */
export function bannedEntity(resource: Primitive): Resource {
  return resource.isUnique ? resource : topResource(resource);
}

/** "Set active": the role of something found running that tells no more (spec A5.6.7). */
export function setActive(resource: Primitive): void {
  resource.role = topResource(resource).isPromotable ? Role.Unpromoted : Role.Started;
}

/**
 * Adds to the failed operations list: the first of a key and node counts, online nodes only (spec A5.6.6.1). Entries
 * without an operation key have the same key in this sense (observed).
 */
export function recordFailure(context: OperationContext): void {
  const { cluster, node, resource, entry } = context;
  if (!node.isOnline) return;
  let known = recorded.get(cluster);
  if (known === undefined) {
    known = new Set();
    recorded.set(cluster, known);
  }
  const key = `${node.index} ${entry.hasKey ? entry.key : ''}`;
  if (known.has(key)) return;
  known.add(key);
  cluster.failedOperations.push({ entry, node, resource });
}

/** Node and key of every failure in the list. */
const recorded = new WeakMap<Cluster, Set<string>>();
