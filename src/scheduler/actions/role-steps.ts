import { fenceAction } from '../fencing/fence-action.ts';
import { orderUnfencing } from '../fencing/unfencing.ts';
import { ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLink } from '../ordering/link.ts';
import { findActionsExact } from './find.ts';
import { operationKey } from './key.ts';
import { cleanup, demoteAction, promoteAction, startAction, stopAction } from './operations.ts';
import { makePseudo, makeRequired, makeUnrunnable, setReason } from './state.ts';

const { Unknown, Stopped, Started, Unpromoted, Promoted } = Role;

/** Next step from a role (row) toward a target role (column), both in `Role` order (spec C2.2). */
const NEXT: readonly (readonly Role[])[] = [
  [Unknown, Stopped, Stopped, Stopped, Stopped],
  [Stopped, Stopped, Started, Unpromoted, Unpromoted],
  [Stopped, Stopped, Started, Unpromoted, Promoted],
  [Stopped, Stopped, Stopped, Unpromoted, Promoted],
  [Stopped, Unpromoted, Unpromoted, Unpromoted, Promoted],
];

type Operation = 'start' | 'stop' | 'promote' | 'demote';

/** The role one step nearer to the target (spec C2.2). */
export function nextStep(from: Role, target: Role): Role {
  return (NEXT[from] as readonly Role[])[target] as Role;
}

/** The operation that makes a single step; `null` where a step needs none (spec C2.2). */
export function operationOfStep(from: Role, to: Role): Operation | null {
  if (from === to) return null;
  switch (from) {
    case Unknown:
      return to === Stopped ? 'stop' : null;
    case Stopped:
      return to === Started || to === Unpromoted ? 'start' : null;
    case Started:
      return to === Stopped ? 'stop' : to === Promoted ? 'promote' : null;
    case Unpromoted:
      return to === Stopped || to === Started ? 'stop' : to === Promoted ? 'promote' : null;
    case Promoted:
      return to === Unknown ? null : 'demote';
  }
}

/** Why a resource is taken down, and what must happen to it, even if it stays where it is (spec C2.1). */
export interface RestartNeeds {
  readonly needsStop: boolean;
  readonly needsPromotion: boolean;
  readonly cause: string;
}

/**
 * The way down from the current role and up again, optional unless it is needed: orderings may make it required later
 * (spec C2.2, C9.3).
 */
export function createRestart(
  cluster: Cluster,
  primitive: Primitive,
  current: ClusterNode | null,
  needs: RestartNeeds,
): void {
  primitive.isRestarting = true;
  let role: Role = primitive.role;
  while (role !== Stopped) {
    const next = nextStep(role, Stopped);
    const operation = operationOfStep(role, next);
    if (operation === null) break;
    perform(cluster, primitive, operation, current, !needs.needsStop, needs.cause);
    role = next;
  }
  while (primitive.role <= primitive.nextRole && role !== primitive.role && !primitive.isBlocked) {
    const next = nextStep(role, primitive.role);
    const operation = operationOfStep(role, next);
    if (operation === null) break;
    const isRequired = needs.needsStop || (next === Promoted && needs.needsPromotion);
    perform(cluster, primitive, operation, primitive.assigned, !isRequired, needs.cause);
    role = next;
  }
  primitive.isRestarting = false;
}

/** Everything between the current role and the next one, required (spec C2.2). */
export function createRoleTransition(cluster: Cluster, primitive: Primitive): void {
  let role: Role = primitive.role;
  while (role !== primitive.nextRole) {
    const next = nextStep(role, primitive.nextRole);
    const operation = operationOfStep(role, next);
    if (operation === null) break;
    perform(cluster, primitive, operation, primitive.assigned, false, 'role change');
    role = next;
  }
}

function perform(
  cluster: Cluster,
  primitive: Primitive,
  operation: Operation,
  node: ClusterNode | null,
  optional: boolean,
  cause: string,
): void {
  switch (operation) {
    case 'start':
      start(cluster, primitive, node, optional, cause);
      break;
    case 'stop':
      stopEverywhere(cluster, primitive, optional, cause);
      break;
    case 'promote':
      promote(cluster, primitive, node, optional, cause);
      break;
    case 'demote':
      for (const running of primitive.runningOn) {
        if (!isExpectedNode(primitive, running)) demoteAction(cluster, primitive, running, optional, cause);
      }
      break;
  }
}

/** The one node on which a resource that is active too often may stay up (`stop_unexpected`, spec C2.2). */
function isExpectedNode(primitive: Primitive, node: ClusterNode | null): boolean {
  return (
    primitive.isRestarting &&
    primitive.stopsUnexpected &&
    primitive.nextRole > Stopped &&
    primitive.assigned !== null &&
    primitive.assigned === node
  );
}

function stopEverywhere(cluster: Cluster, primitive: Primitive, isOptional: boolean, cause: string): void {
  let optional = isOptional;
  for (const node of primitive.runningOn) {
    if (isExpectedNode(primitive, node)) continue;
    if (primitive.partialTarget !== null) {
      // The target of a migration that goes on keeps it; anywhere else it has to go.
      if (primitive.partialTarget === node && primitive.assigned === node) continue;
      optional = false;
    }
    const stop = stopAction(cluster, primitive, node, optional, cause);
    if (primitive.assigned === null) setReason(stop, 'node availability', true);
    else if (primitive.isRestarting && primitive.stopsUnexpected)
      setReason(stop, 'being multiply active', true);

    if (!primitive.isManaged) makeUnrunnable(cluster, stop, 'unmanaged');
    if (cluster.options.removeAfterStop) cleanup(cluster, primitive, node, optional);
    if (primitive.needsUnfencing) {
      const unfence = fenceAction(cluster, node, 'on', true, null, false);
      addLink(stop, unfence, Order.ImpliesFirst, null);
    }
  }
}

function start(
  cluster: Cluster,
  primitive: Primitive,
  node: ClusterNode | null,
  optional: boolean,
  cause: string,
): void {
  const action = startAction(cluster, primitive, node, true, cause);
  if (node !== null) orderUnfencing(cluster, primitive, node, action, Order.ImpliesThen);
  if (action.has(ActionFlag.Runnable) && !optional) makeRequired(cluster, action, cause);
  if (isExpectedNode(primitive, node)) makePseudo(action);
}

function promote(
  cluster: Cluster,
  primitive: Primitive,
  node: ClusterNode | null,
  optional: boolean,
  cause: string,
): void {
  for (const action of findActionsExact(primitive, operationKey(primitive, 'start', 0), node)) {
    if (action.isRunnable) continue;
    for (const promotion of findActionsExact(primitive, operationKey(primitive, 'promote', 0), node)) {
      makeUnrunnable(cluster, promotion, 'start unrunnable');
    }
    return;
  }
  const promotion = promoteAction(cluster, primitive, node, optional, cause);
  if (isExpectedNode(primitive, node)) makePseudo(promotion);
}
