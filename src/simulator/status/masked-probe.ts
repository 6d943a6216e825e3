import type { OperationHistory } from '../../cib/model/status-entry.ts';
import { AgentResult, ExecutionStatus } from '../../scheduler/history/execution-status.ts';

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
