import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import type { Cluster } from '../model/cluster.ts';
import type { OnFail } from '../model/operation-options.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';
import { isForPromoted, promotedMonitorOnFail } from './operation-definition.ts';
import { report } from './report.ts';

/** What a failure leads to, and the role the resource should have afterwards (spec A3.8.5). */
export interface FailureHandling {
  readonly onFail: OnFail;
  readonly failRole: Role;
}

/** The operation whose failure is at issue. */
export interface FailingOperation {
  readonly task: string;
  readonly intervalMs: number;
  readonly definition: OperationDefinition | null;
  readonly meta: ReadonlyMap<string, string>;
}

/** Decides what a failure of an operation leads to (spec A3.8.5, C1.4.8, C1.4.9). */
export function failureHandling(
  cluster: Cluster,
  resource: Resource,
  operation: FailingOperation,
): FailureHandling {
  const { task, definition, meta } = operation;
  let failRole: Role | null = null;
  let onFail = configuredOnFail(cluster, resource, operation);
  if (onFail === 'fence' && !cluster.options.fencingEnabled) onFail = 'stop';

  if (onFail === null && resource.container !== null) {
    onFail = 'restart-container';
  } else if (
    resource.isRemoteConnection &&
    resource.container === null &&
    (onFail === null || !resource.isManaged) &&
    task !== 'start' &&
    !(task === 'monitor' && operation.intervalMs === 0)
  ) {
    // A lost connection is a lost node: it has to be reset, not the connection restarted.
    onFail = resource.isManaged ? 'reset-remote' : 'stop';
    if (resource.isManaged && resource.reconnectIntervalS > 0) failRole = Role.Stopped;
  } else if (onFail === null) {
    onFail = task !== 'stop' ? 'recover' : cluster.options.fencingEnabled ? 'fence' : 'block';
  }

  if (onFail === 'stop') failRole = Role.Stopped;
  if (failRole === null && definition !== null) {
    const text = meta.get('role_after_failure');
    if (text !== undefined) failRole = parseRole(text) ?? Role.Unknown;
  }
  if (failRole === null || failRole === Role.Unknown) {
    failRole = task === 'promote' ? Role.Unpromoted : Role.Started;
  }
  return { onFail, failRole };
}

/** The configured value where it is usable; `null` asks for the default. */
function configuredOnFail(
  cluster: Cluster,
  resource: Resource,
  { task, intervalMs, definition, meta }: FailingOperation,
): OnFail | null {
  const text = meta.get('on-fail') ?? (task === 'demote' ? promotedMonitorOnFail(resource) : null);
  if (task === 'lrm_delete') return 'ignore';
  if (text === null) return null;
  const word = text.toLowerCase();
  const refuse = (why: string): null => {
    const message = `on-fail="${text}" is not possible for ${task} of ${resource.configuredId}: ${why}`;
    report(cluster, 'error', 'HWS-SCH-014', resource.configuredId, message, 'The default is used instead');
    return null;
  };
  if (task === 'stop' && (word === 'standby' || word === 'demote' || word === 'stop')) {
    return refuse('it would need another stop');
  }
  switch (word) {
    case 'ignore':
    case 'nothing':
      return 'ignore';
    case 'restart':
      return 'recover';
    case 'block':
    case 'stop':
    case 'standby':
    case 'fence':
    case 'migrate':
      return word;
    case 'demote':
      if (task === 'promote') return word;
      if (task === 'monitor' && intervalMs > 0 && definition !== null && isForPromoted(definition))
        return word;
      return refuse('only a promote or a recurring monitor of the promoted role can lead to a demote');
    case 'restart-container':
      return resource.container === null ? refuse('it has no container') : word;
    default:
      return refuse('there is no such reaction');
  }
}
