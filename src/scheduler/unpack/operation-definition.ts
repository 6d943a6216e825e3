import type { OperationDefinition } from '../../cib/model/resource-definition.ts';
import type { Resource } from '../model/resource.ts';
import { parseRole, Role } from '../model/role.ts';

/**
 * The `<op>` for a task and interval in ms: the first that fits; live migrations fall back to an op named `migrate`, the
 * points around a notification to one named `notify` (spec A3.8.2). Disabled ones count when attributes are looked up, not when asking what is configured.
 */
export function findOperation(
  resource: Resource,
  task: string,
  intervalMs: number,
  includeDisabled: boolean,
): OperationDefinition | null {
  const exact = firstOperation(resource, task, intervalMs, includeDisabled);
  if (exact !== null) return exact;
  switch (task) {
    case 'migrate_to':
    case 'migrate_from':
      return firstOperation(resource, 'migrate', 0, includeDisabled);
    case 'notified':
      return firstOperation(resource, 'notify', 0, includeDisabled);
    default:
      return null;
  }
}

/** The enabled recurring monitor with the shortest interval; a probe borrows its timeout (spec A3.8.3.2). */
export function shortestMonitor(resource: Resource): OperationDefinition | null {
  let found: OperationDefinition | null = null;
  for (const operation of operationsOf(resource)) {
    if (!operation.enabled || operation.name !== 'monitor' || operation.intervalMs <= 0) continue;
    if (found === null || operation.intervalMs < found.intervalMs) found = operation;
  }
  return found;
}

/** `on-fail` of the first recurring monitor of the promoted role that has one fit for a demote (spec A3.8.5.2). */
export function promotedMonitorOnFail(resource: Resource): string | null {
  for (const operation of operationsOf(resource)) {
    if (!operation.enabled || operation.name !== 'monitor' || operation.intervalMs <= 0) continue;
    const onFail = operation.attributes.get('on-fail');
    if (onFail === undefined || onFail.toLowerCase() === 'demote') continue;
    if (isForPromoted(operation)) return onFail;
  }
  return null;
}

/** Whether an `<op>` is for the promoted role. */
export function isForPromoted(operation: OperationDefinition): boolean {
  return operation.role !== null && parseRole(operation.role) === Role.Promoted;
}

function firstOperation(
  resource: Resource,
  name: string,
  intervalMs: number,
  includeDisabled: boolean,
): OperationDefinition | null {
  const lower = name.toLowerCase();
  for (const operation of operationsOf(resource)) {
    if (operation.intervalMs !== intervalMs || (!operation.enabled && !includeDisabled)) continue;
    if (operation.name === name || operation.name.toLowerCase() === lower) return operation;
  }
  return null;
}

function operationsOf(resource: Resource): readonly OperationDefinition[] {
  return resource.kind === 'primitive' ? resource.operations : [];
}
