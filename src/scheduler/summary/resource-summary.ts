import { findActions } from '../actions/find.ts';
import { operationKey } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';
import type { SummaryEntry, SummaryVerb } from './summary-entry.ts';

/** The oldest action of a task, lenient: looking one up on a node assigns node-less actions to it (spec C1.3). */
function oldest(primitive: Primitive, task: string, node: ClusterNode | null): Action | null {
  return findActions(primitive, operationKey(primitive, task, 0), node)[0] ?? null;
}

/** The stop to look at: the current node's, or any when the start says nothing (spec C6.4.5). */
function findStop(primitive: Primitive, current: ClusterNode | null, start: Action | null): Action | null {
  const node = start?.isRunnable ? current : null;
  const stop = oldest(primitive, 'stop', node);
  if (stop === null && node !== null && primitive.stopsUnexpected) return oldest(primitive, 'stop', null);
  return stop;
}

/** Appends what will happen to one primitive: nothing, one line, or one for each node it is stopped on. */
export function summarizePrimitive(primitive: Primitive, entries: SummaryEntry[]): void {
  const current = currentNode(primitive);
  const next = primitive.assigned;
  if (current === null && (next === null || primitive.isOrphan)) return;
  if (current !== null && primitive.role === Role.Stopped) primitive.role = Role.Started;
  if (!primitive.isManaged) return;

  const isMoving = current !== null && next !== null && current !== next;
  const start = next === null ? null : oldest(primitive, 'start', next);
  const stop = findStop(primitive, current, start);
  const { role, nextRole } = primitive;

  const say = (
    verb: SummaryVerb,
    origin: ClusterNode | null,
    destination: ClusterNode | null,
    source: Action | null,
  ): void => {
    entries.push({
      kind: 'resource',
      verb,
      resource: primitive,
      role,
      nextRole,
      origin,
      destination,
      reason: source?.reason ?? null,
      isBlocked: source !== null && !source.isRunnable,
    });
  };

  if (role === nextRole) {
    if (next === null) return;
    const migration = oldest(primitive, 'migrate_from', next);
    const demote = oldest(primitive, 'demote', next);
    const promote = oldest(primitive, 'promote', next);
    if (migration?.isRunnable && current !== null) return say('Migrate', current, next, start);
    if (primitive.isReloading) return say('Reload', current, next, start);
    if (start === null || start.isOptional) {
      const again = demote !== null && promote !== null && !demote.isOptional && !promote.isOptional;
      if (again) say('Re-promote', current, next, demote);
      return;
    }
    if (!start.isRunnable) return say('Stop', current, null, withReason(stop, start));
    if (isMoving) return say(primitive.isFailed ? 'Recover' : 'Move', current, next, stop);
    if (primitive.isFailed) return say('Recover', current, null, stop);
    return say('Restart', current, next, start);
  }

  if (stop !== null && (nextRole === Role.Stopped || (start !== null && !start.isRunnable))) {
    for (const node of primitive.runningOn) {
      const ownStop = oldest(primitive, 'stop', node);
      say('Stop', node, null, withReason(ownStop, start));
    }
    return;
  }
  const promote = next === null ? null : oldest(primitive, 'promote', next);
  const demote = next === null ? null : oldest(primitive, 'demote', next);
  if (stop !== null && primitive.isFailed && primitive.mustStop) return say('Recover', current, next, start);
  if (isMoving) return say('Move', current, next, stop);
  if (primitive.isReloading) return say('Reload', current, next, start);
  if (stop !== null && !stop.isOptional) return say('Restart', current, next, start);
  if (role === Role.Promoted) return say('Demote', current, next, demote);
  if (nextRole === Role.Promoted) return say('Promote', current, next, promote);
  if (role === Role.Stopped && nextRole > Role.Stopped) say('Start', current, next, start);
}

/** A stop that knows why speaks for itself, otherwise the start is asked (spec C6.4.5 A.4, B.1). */
function withReason(stop: Action | null, start: Action | null): Action | null {
  return stop?.reason != null ? stop : (start ?? stop);
}
