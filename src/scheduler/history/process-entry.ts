import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { stopAction } from '../actions/operations.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isRemoteOrGuest } from '../model/node.ts';
import { isBundled, type Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLocation } from '../placement/tables.ts';
import { findNodeByName } from '../unpack/find.ts';
import { AgentResult, ExecutionStatus, knownStatus } from './execution-status.ts';
import { hasExpired } from './expiry.ts';
import { processFailure } from './failure.ts';
import { noteOccupied } from './instance-choice.ts';
import {
  bannedEntity,
  type OperationContext,
  optionsOf,
  type RunningResult,
  recordFailure,
  setActive,
} from './operation-context.ts';
import { remapResult } from './remap-result.ts';
import { compareSeverity } from './severity.ts';
import { processSuccess } from './success.ts';
import { expectedRc, isProbe } from './transition-key.ts';

/** Processes one history entry (spec A5.6.3). */
export function processEntry(
  cluster: Cluster,
  node: ClusterNode,
  resource: Primitive,
  entry: OperationHistory,
  result: RunningResult,
): void {
  const task = entry.task;
  const status = knownStatus(entry.status);
  if (task === null || status === null || task === 'notify' || task === 'meta-data') return;
  const context: OperationContext = {
    cluster,
    node,
    resource,
    entry,
    task,
    isProbe: isProbe(entry),
    expectedRc: expectedRc(entry),
    isMasked: isMaskedProbe(resource, entry),
    rc: entry.rc ?? 0,
    status,
    result,
  };
  const expired = status !== ExecutionStatus.NotInstalled && hasExpired(cluster, node, resource, entry);
  const originalRc = context.rc;
  remapResult(context);

  if (expired && context.isMasked && originalRc !== context.expectedRc) {
    if (resource.role <= Role.Stopped) resource.role = Role.Unknown;
    return;
  }
  if (expired && context.rc !== context.expectedRc) {
    if (entry.intervalMs === 0) return;
    if (node.isOnline && !node.isUnclean) {
      cluster.expiredEntries.add(entry);
      return;
    }
  }
  if (context.isMasked) {
    processSuccess(context, context.expectedRc);
    recordFailure(context);
    ban(context, node, 'masked-probe');
    return;
  }
  processByStatus(context);
}

/** A probe that could not work because the agent or its prerequisites are missing there (spec A5.6.3.5). */
function isMaskedProbe(resource: Primitive, entry: OperationHistory): boolean {
  return (
    isProbe(entry) &&
    !isBundled(resource) &&
    (entry.rc === AgentResult.NotInstalled ||
      entry.rc === AgentResult.InvalidParameter ||
      entry.status === ExecutionStatus.NotInstalled)
  );
}

/** Spec A5.6.3.9. */
function processByStatus(context: OperationContext): void {
  const { node, result } = context;
  switch (context.status) {
    case ExecutionStatus.Cancelled:
      return;
    case ExecutionStatus.Pending:
      processPending(context);
      return;
    case ExecutionStatus.Done:
      processSuccess(context, context.rc);
      return;
    case ExecutionStatus.NotInstalled:
      if (optionsOf(context).onFail === 'ignore' && compareSeverity(result.onFail, 'migrate') < 0) {
        result.onFail = 'migrate';
      }
      ban(context, node, 'hard-error');
      processFailure(context);
      return;
    case ExecutionStatus.NotConnected:
      if (isRemoteOrGuest(node) && node.connection?.isManaged) {
        node.connection.isFailed = true;
        node.connection.mustStop = true;
      }
      break;
    case ExecutionStatus.NoFenceDevice:
    case ExecutionStatus.NoSecrets:
      context.status = ExecutionStatus.HardError;
      break;
    default:
  }
  processError(context);
}

function processPending(context: OperationContext): void {
  const { cluster, node, resource, task, entry } = context;
  if (task === 'start') {
    resource.isStartPending = true;
    setActive(resource);
  } else if (task === 'promote') {
    resource.role = Role.Promoted;
  } else if (task === 'migrate_to' && node.isUnclean && entry.migrateTarget !== null) {
    const target = findNodeByName(cluster, entry.migrateTarget);
    if (target !== null) stopAction(cluster, resource, target, false);
  }
  if (resource.pendingTask !== null) return;
  if (!context.isProbe) {
    resource.pendingTask = task;
    resource.pendingNode = node;
    noteOccupied(resource, node);
  }
}

/** Spec A5.6.3.10. */
function processError(context: OperationContext): void {
  const { resource, result, task, node } = context;
  const { onFail } = optionsOf(context);
  if (onFail === 'ignore' || (onFail === 'restart-container' && task === 'stop')) {
    processSuccess(context, context.expectedRc);
    resource.ignoresFailure = true;
    recordFailure(context);
    if (onFail === 'restart-container' && compareSeverity(result.onFail, 'recover') <= 0) {
      result.onFail = 'restart-container';
    }
    return;
  }
  processFailure(context);
  if (context.status === ExecutionStatus.HardError) ban(context, node, 'hard-error');
  else if (context.status === ExecutionStatus.FatalError) ban(context, null, 'fatal-error');
}

function ban(
  context: OperationContext,
  node: ClusterNode | null,
  effect: 'masked-probe' | 'hard-error' | 'fatal-error',
): void {
  const { cluster, resource, entry } = context;
  const reason = cluster.settings.keepReasons
    ? { kind: 'failed-operation' as const, operation: entry.key, effect }
    : null;
  addLocation(cluster, bannedEntity(resource), node, -INFINITY_SCORE, reason);
}
