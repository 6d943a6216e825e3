import { findActions } from '../actions/find.ts';
import { operationKey } from '../actions/key.ts';
import type { Action } from '../model/action.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';
import type { ResourceSummary, SummaryEntry, SummaryVerb } from './summary-entry.ts';

/** What is known of a primitive's future before a verb is chosen. */
interface Situation {
  readonly current: ClusterNode | null;
  readonly next: ClusterNode | null;
  readonly start: Action | null;
  readonly stop: Action | null;
  readonly promote: Action | null;
  readonly demote: Action | null;
}

/** A verb with its two ends, the action it stands for, and the action whose reason is told. */
interface Choice {
  readonly verb: SummaryVerb;
  readonly origin: ClusterNode | null;
  readonly destination: ClusterNode | null;
  readonly action: Action | null;
  readonly source: Action | null;
}

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

function survey(primitive: Primitive, current: ClusterNode | null): Situation {
  const next = primitive.assigned;
  const start = oldest(primitive, 'start', next);
  return {
    current,
    next,
    start,
    stop: findStop(primitive, current, start),
    promote: oldest(primitive, 'promote', next),
    demote: oldest(primitive, 'demote', next),
  };
}

function choice(
  verb: SummaryVerb,
  origin: ClusterNode | null,
  destination: ClusterNode | null,
  action: Action | null,
  source: Action | null = action,
): Choice {
  return { verb, origin, destination, action, source };
}

/** A stop that knows why speaks for itself, otherwise the start is asked (spec C6.4.5 A.4, B.1). */
function reasoned(stop: Action | null, start: Action | null): Action | null {
  return stop?.reason != null ? stop : (start ?? stop);
}

/** Verb of a primitive that keeps its role (spec C6.4.5 A). */
function chooseSameRole(primitive: Primitive, situation: Situation): Choice | null {
  const { current, next, start, stop, promote, demote } = situation;
  if (next === null) return null;
  // Looked up here only: it gives the action its node.
  const migration = oldest(primitive, 'migrate_from', next);
  if (migration?.isRunnable && current !== null) return choice('Migrate', current, next, start);
  if (primitive.isReloading) return choice('Reload', current, next, start);
  if (start === null || start.isOptional) {
    const again = demote !== null && promote !== null && !demote.isOptional && !promote.isOptional;
    return again ? choice('Re-promote', current, next, promote, demote) : null;
  }
  if (!start.isRunnable) return choice('Stop', current, null, stop, reasoned(stop, start));
  if (current !== null && current !== next) {
    return choice(primitive.isFailed ? 'Recover' : 'Move', current, next, stop);
  }
  if (primitive.isFailed) return choice('Recover', current, null, stop);
  return choice('Restart', current, next, start);
}

/** Verb of a primitive that changes its role, except a full stop (spec C6.4.5 B.2–B.8). */
function chooseNewRole(primitive: Primitive, situation: Situation): Choice | null {
  const { current, next, start, stop, promote, demote } = situation;
  const { role, nextRole } = primitive;
  if (stop !== null && primitive.isFailed && primitive.mustStop) {
    return choice('Recover', current, next, stop, start);
  }
  if (current !== null && next !== null && current !== next) return choice('Move', current, next, stop);
  if (primitive.isReloading) return choice('Reload', current, next, start);
  if (stop !== null && !stop.isOptional) return choice('Restart', current, next, start);
  if (role === Role.Promoted) return choice('Demote', current, next, demote);
  if (nextRole === Role.Promoted) return choice('Promote', current, next, promote);
  if (role === Role.Stopped && nextRole > Role.Stopped) return choice('Start', current, next, start);
  return null;
}

function entry(primitive: Primitive, { verb, origin, destination, action, source }: Choice): ResourceSummary {
  return {
    kind: 'resource',
    verb,
    resource: primitive,
    role: primitive.role,
    nextRole: primitive.nextRole,
    origin,
    destination,
    reason: source?.reason ?? null,
    isBlocked: action !== null && !action.isRunnable,
  };
}

/** Appends what will happen to one primitive: nothing, one line, or one for each node it is stopped on. */
export function summarizePrimitive(primitive: Primitive, entries: SummaryEntry[]): void {
  const current = currentNode(primitive);
  if (current === null && (primitive.assigned === null || primitive.isOrphan)) return;
  if (!primitive.isManaged) return;
  if (current !== null && primitive.role === Role.Stopped) primitive.role = Role.Started;

  const situation = survey(primitive, current);
  if (primitive.role === primitive.nextRole) {
    const chosen = chooseSameRole(primitive, situation);
    if (chosen !== null) entries.push(entry(primitive, chosen));
    return;
  }
  const { start, stop } = situation;
  if (stop !== null && (primitive.nextRole === Role.Stopped || (start !== null && !start.isRunnable))) {
    for (const node of primitive.runningOn) {
      const ownStop = oldest(primitive, 'stop', node);
      entries.push(entry(primitive, choice('Stop', node, null, ownStop, reasoned(ownStop, start))));
    }
    return;
  }
  const chosen = chooseNewRole(primitive, situation);
  if (chosen !== null) entries.push(entry(primitive, chosen));
}
