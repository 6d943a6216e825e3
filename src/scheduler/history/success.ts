import { Role } from '../model/role.ts';
import { AgentResult } from './execution-status.ts';
import { unpackSuccessfulMigrateTo } from './migration.ts';
import { type OperationContext, setActive } from './operation-context.ts';

/** What a success, or what is taken for one, says about the resource (spec A5.6.5). */
export function processSuccess(context: OperationContext, rc: number): void {
  const { resource, result, task } = context;
  if (rc === AgentResult.NotInstalled || context.isMasked) {
    resource.role = Role.Stopped;
    return;
  }
  if (rc === AgentResult.NotRunning) {
    clearPastFailure(context);
    return;
  }
  switch (task) {
    case 'monitor':
      if (result.lastFailure !== null && isSameKey(result.lastFailure.key, context.entry.key)) {
        clearPastFailure(context);
      }
      if (resource.role < Role.Started) setActive(resource);
      break;
    case 'start':
    case 'migrate_from':
      resource.role = Role.Started;
      clearPastFailure(context);
      break;
    case 'stop':
      resource.role = Role.Stopped;
      clearPastFailure(context);
      break;
    case 'promote':
      resource.role = Role.Promoted;
      clearPastFailure(context);
      break;
    case 'demote':
      resource.role = Role.Unpromoted;
      if (result.onFail === 'demote') clearPastFailure(context);
      break;
    case 'migrate_to':
      unpackSuccessfulMigrateTo(context);
      break;
    default:
      if (resource.role < Role.Started) setActive(resource);
  }
}

/** Forgets failures that this success has overcome (spec A5.6.5.4). */
function clearPastFailure(context: OperationContext): void {
  const { resource, result } = context;
  switch (result.onFail) {
    case 'stop':
    case 'fence':
    case 'migrate':
    case 'standby':
      return;
    case 'reset-remote':
      // With a reconnect interval the connection is left alone until that has passed.
      if (resource.reconnectIntervalS > 0) return;
      break;
    default:
  }
  result.onFail = 'ignore';
  resource.nextRole = Role.Unknown;
}

function isSameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
