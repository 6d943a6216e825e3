import { canFence } from '../fencing/fence-action.ts';
import { Role } from '../model/role.ts';
import { AgentResult, ExecutionStatus } from './execution-status.ts';
import { type OperationContext, recordFailure } from './operation-context.ts';

/** Reads result and status in the light of what was expected (spec A5.6.4). */
export function remapResult(context: OperationContext): void {
  const { node, resource } = context;
  remapDegraded(context);
  if (context.isMasked) {
    context.status = ExecutionStatus.Done;
    context.rc = AgentResult.NotRunning;
  }
  if (context.status !== ExecutionStatus.Done && context.status !== ExecutionStatus.Error) return;
  const isExpected = context.expectedRc !== -1 && context.rc === context.expectedRc;
  context.status = isExpected ? ExecutionStatus.Done : ExecutionStatus.Error;
  switch (context.rc) {
    case AgentResult.Ok:
      if (context.isProbe && context.expectedRc === AgentResult.NotRunning)
        context.status = ExecutionStatus.Done;
      break;
    case AgentResult.NotRunning:
      if (context.isProbe || isExpected || !resource.isManaged) {
        context.status = ExecutionStatus.Done;
        resource.role = Role.Stopped;
        context.result.onFail = 'ignore';
        resource.nextRole = Role.Unknown;
      }
      break;
    case AgentResult.RunningPromoted:
      if (context.isProbe && !isExpected) context.status = ExecutionStatus.Done;
      resource.role = Role.Promoted;
      break;
    case AgentResult.FailedPromoted:
    case AgentResult.DegradedPromoted:
      resource.role = Role.Promoted;
      context.status = ExecutionStatus.Error;
      break;
    case AgentResult.NotConfigured:
      context.status = ExecutionStatus.FatalError;
      break;
    case AgentResult.NotImplemented:
      if (context.entry.intervalMs > 0) {
        context.status = ExecutionStatus.NotSupported;
        break;
      }
      checkRecoverable(context);
      context.status = ExecutionStatus.HardError;
      break;
    case AgentResult.NotInstalled:
    case AgentResult.InvalidParameter:
    case AgentResult.InsufficientPrivileges:
      checkRecoverable(context);
      context.status = ExecutionStatus.HardError;
      break;
    default:
      context.status = ExecutionStatus.Error;
  }

  /** A stop that cannot work on a node that cannot be fenced leaves nothing to do. */
  function checkRecoverable({ cluster, task }: OperationContext): void {
    if (task !== 'stop' || canFence(cluster, node)) return;
    resource.isManaged = false;
    resource.isBlocked = true;
  }
}

/** A degraded resource works, but people should know (spec A5.6.4.1). */
function remapDegraded(context: OperationContext): void {
  const { node } = context;
  if (context.task !== 'monitor') return;
  if (context.rc === AgentResult.Degraded) context.rc = AgentResult.Ok;
  else if (context.rc === AgentResult.DegradedPromoted) context.rc = AgentResult.RunningPromoted;
  else return;
  if (!node.isShutdown || node.isOnline) recordFailure(context);
}
