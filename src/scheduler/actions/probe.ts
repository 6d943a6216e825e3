import { newOrdering } from '../constraints/order.ts';
import { orderUnfencing } from '../fencing/unfencing.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteOrGuest } from '../model/node.ts';
import { Discovery } from '../model/node-table.ts';
import { Order } from '../model/order.ts';
import { type Primitive, type Resource, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { actionsWithKey } from './find.ts';
import { operationKey } from './key.ts';
import { requestAction } from './request.ts';
import { makeRequired } from './state.ts';

/** Results a probe is expected to give (spec C2.8.2): not running, running promoted. One table for all probes. */
const EXPECTS_STOPPED: ReadonlyMap<string, string> = new Map([['op_target_rc', '7']]);
const EXPECTS_PROMOTED: ReadonlyMap<string, string> = new Map([['op_target_rc', '8']]);

/**
 * Probes one primitive on one node, unless its state there is known, does not matter or cannot be asked for
 * (spec C2.8.1). Returns whether a probe was created.
 */
export function probePrimitive(cluster: Cluster, primitive: Primitive, node: ClusterNode): boolean {
  if (primitive.knownOn.has(node) || primitive.isOrphan) return false;
  if (primitive.container !== null && !primitive.isRemoteConnection) return false;
  if (isRemoteOrGuest(node) && !isProbedRemotely(primitive, node)) return false;
  const top = topResource(primitive);
  if (!isDiscovered(primitive, top, node)) return false;
  if (isGuestNode(node)) {
    const guest = node.connection?.container ?? null;
    if (guest !== null && !isGuestUsable(cluster, guest, node, top)) return false;
  }
  createProbe(cluster, primitive, node, top);
  return true;
}

/** Remote and guest nodes are never asked for fence devices, connections, or guests within guests. */
function isProbedRemotely(primitive: Primitive, node: ClusterNode): boolean {
  if (primitive.definition.class === 'stonith' || primitive.isRemoteConnection) return false;
  return !(isGuestNode(node) && primitive.fillers.some((filler) => filler.isRemoteConnection));
}

/** Discovery modes `never` and `exclusive` (spec C2.8.1). */
function isDiscovered(primitive: Primitive, top: Resource, node: ClusterNode): boolean {
  const allowed = primitive.allowed;
  const isKnown = allowed.has(node);
  if (primitive.hasExclusiveDiscovery || top.hasExclusiveDiscovery) {
    return isKnown && allowed.discovery(node) === Discovery.Exclusive;
  }
  return (isKnown ? allowed.discovery(node) : node.baseDiscovery) !== Discovery.Never;
}

/** A guest that is down, or goes down, holds nothing; starts must wait until that is certain (spec C2.8.1). */
function isGuestUsable(cluster: Cluster, guest: Resource, node: ClusterNode, top: Resource): boolean {
  if (guest.role === Role.Stopped) {
    if (guest.assigned !== null && !guest.knownOn.has(guest.assigned)) {
      orderBeforeStart(cluster, guest, 'monitor', top);
    }
    return false;
  }
  const willStop =
    node.remoteRequiresReset ||
    node.isUnclean ||
    guest.isFailed ||
    guest.nextRole === Role.Stopped ||
    (guest.role > Role.Stopped && guest.assigned !== null && !guest.runningOn.includes(guest.assigned));
  if (willStop) orderBeforeStart(cluster, guest, 'stop', top);
  return !willStop;
}

function orderBeforeStart(cluster: Cluster, first: Resource, task: string, then: Resource): void {
  newOrdering(cluster, {
    firstResource: first,
    firstKey: operationKey(first, task, 0),
    thenResource: then,
    thenKey: operationKey(then, 'start', 0),
    flags: Order.Order,
  });
}

/** Spec C2.8.2. */
function createProbe(cluster: Cluster, primitive: Primitive, node: ClusterNode, top: Resource): void {
  const keys = keysOf(primitive, top);
  const probe = requestAction(cluster, {
    resource: primitive,
    key: keys.probe,
    task: 'monitor',
    node,
    optional: false,
    intervalMs: 0,
    cause: 'unknown state',
  });
  makeRequired(cluster, probe, 'unknown state');
  orderUnfencing(cluster, primitive, node, probe, Order.Order);
  if (!primitive.runningOn.includes(node)) expect(probe, EXPECTS_STOPPED);
  else if (primitive.role === Role.Promoted) expect(probe, EXPECTS_PROMOTED);

  const isOwnAnchor = top.kind !== 'clone' || (primitive.isFenceDevice && cluster.usesUnfencing);
  const anchor = isOwnAnchor ? primitive : top;
  const blocksStart = !probe.isRunnable && primitive.runningOn.length === 0;
  newOrdering(cluster, {
    firstResource: primitive,
    firstAction: probe,
    thenResource: anchor,
    thenKey: isOwnAnchor ? keys.start : keys.topStart,
    flags: Order.Order | (blocksStart ? Order.RunnableFirst : 0),
  });
  if (keys.reload === null || !isOwnAnchor) return;
  newOrdering(cluster, {
    firstResource: primitive,
    firstAction: probe,
    thenResource: anchor,
    thenKey: keys.reload,
    flags: Order.Order,
  });
}

function expect(probe: Action, result: ReadonlyMap<string, string>): void {
  if (probe.meta === null) probe.shareMeta(result);
  else for (const [name, value] of result) probe.setMeta(name, value);
}

/** Keys needed for each probe of a primitive; made once, since there may be a probe on every node. */
interface ProbeKeys {
  readonly probe: string;
  readonly start: string;
  readonly topStart: string;
  /** Reloads are decided on before probes are; `null` when there is none to be ordered. */
  readonly reload: string | null;
}

const keysByPrimitive = new WeakMap<Primitive, ProbeKeys>();

function keysOf(primitive: Primitive, top: Resource): ProbeKeys {
  let keys = keysByPrimitive.get(primitive);
  if (keys === undefined) {
    const reload = operationKey(primitive, 'reload-agent', 0);
    keys = {
      probe: operationKey(primitive, 'monitor', 0),
      start: operationKey(primitive, 'start', 0),
      topStart: operationKey(top, 'start', 0),
      reload: actionsWithKey(primitive, reload).length > 0 ? reload : null,
    };
    keysByPrimitive.set(primitive, keys);
  }
  return keys;
}
