import { newOrdering } from '../constraints/order.ts';
import { requestFencing } from '../fencing/request.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isRemoteOrGuest } from '../model/node.ts';
import { Order } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { currentNode } from '../unpack/current-node.ts';
import { operationKey } from './key.ts';

/** How far a remote node can be reached through its connection resource (spec C2.10.2). */
export type ConnectionState = 'unknown' | 'alive' | 'resting' | 'failed' | 'stopped';

/** State of the connection to a remote node, as it will be in this transition (spec C2.10.2). */
export function connectionState(node: ClusterNode): ConnectionState {
  const connection = node.connection;
  if (connection === null) return 'unknown';
  const host = currentNode(connection);
  if (connection.nextRole === Role.Stopped || connection.assigned === null) {
    if (host?.isUnclean) return 'failed';
    if (!connection.isFailed) return 'stopped';
    const waitsForReconnect =
      connection.nextRole === Role.Stopped &&
      connection.reconnectIntervalS > 0 &&
      node.remoteWasFenced &&
      !isShutdownRequested(node);
    return waitsForReconnect ? 'unknown' : 'failed';
  }
  if (host === null) return 'unknown';
  if (host.isUnclean || !host.isOnline) return 'resting';
  const isMigrating = connection.partialSource !== null && connection.partialTarget !== null;
  if (connection.runningOn.length > 1 && isMigrating) return 'resting';
  return 'alive';
}

/** The node was asked to shut down; its shutdown state alone may only mean that its connection stops. */
function isShutdownRequested(node: ClusterNode): boolean {
  const shutdown = node.attributes.get('shutdown');
  return shutdown !== undefined && shutdown !== '0';
}

/** Phase 8: orders actions on remote and guest nodes relative to their connections (spec C2.10.3). */
export function orderRemoteConnections(cluster: Cluster): void {
  if (!cluster.hasRemoteNodes) return;
  for (let i = cluster.actions.length - 1; i >= 0; i--) {
    const action = cluster.actions[i] as Action;
    const resource = action.resource;
    if (resource === null) continue;
    if (resource.isRemoteConnection && action.task === 'clear_failcount') {
      newOrdering(cluster, {
        firstAction: action,
        thenResource: resource,
        thenKey: operationKey(resource, 'start', 0),
        flags: Order.Order,
      });
      continue;
    }
    const node = action.node;
    if (node === null || !isRemoteOrGuest(node) || action.isPseudo || node.connection === null) continue;
    if (action.task === 'start') orderStopsElsewhere(cluster, resource, node, node.connection);
    if (node.connection.container === null) orderOnRemote(cluster, action, node, node.connection);
    else orderOnGuest(cluster, action, node, node.connection, node.connection.container);
  }
}

/** A connection that fails to start leaves the resource where it was (spec C2.10.3.1). */
function orderStopsElsewhere(
  cluster: Cluster,
  resource: Resource,
  node: ClusterNode,
  connection: Resource,
): void {
  for (let i = resource.actions.length - 1; i >= 0; i--) {
    const stop = resource.actions[i] as Action;
    if (stop.task !== 'stop' || stop.node === null || stop.node === node) continue;
    newOrdering(cluster, {
      firstResource: connection,
      firstKey: operationKey(connection, 'start', 0),
      thenAction: stop,
      flags: Order.Order,
    });
  }
}

/** Spec C2.10.3.2. */
function orderOnRemote(cluster: Cluster, action: Action, node: ClusterNode, connection: Resource): void {
  const state = connectionState(node);
  switch (taskOf(action)) {
    case 'start':
    case 'promote':
      afterStart(cluster, connection, action, state === 'failed' ? Order.ImpliesThen : 0);
      break;
    case 'stop':
      if (state === 'alive') beforeStop(cluster, action, connection, Order.ImpliesFirst);
      else if (state === 'failed') {
        requestFencing(cluster, node, 'resources are active but connection is unrecoverable', false);
      } else if (connection.nextRole === Role.Stopped) {
        beforeStop(cluster, action, connection, Order.ImpliesFirst);
      } else afterStart(cluster, connection, action, 0);
      break;
    case 'demote':
      if (state === 'resting' || state === 'unknown') afterStart(cluster, connection, action, 0);
      break;
    default:
      if (isRecurring(action)) {
        afterStart(cluster, connection, action, Order.ImpliesThen);
        break;
      }
      if (action.task === 'monitor' && state === 'failed') {
        requestFencing(
          cluster,
          node,
          'resources are in unknown state and connection is unrecoverable',
          false,
        );
      }
      if (connection.runningOn.length > 0 && state === 'stopped') {
        beforeStop(cluster, action, connection, Order.RunnableFirst);
      } else afterStart(cluster, connection, action, 0);
  }
}

/** Recurring tasks that are ordered on guest nodes; any other recurring task is not (spec C2.10.3.3). */
const ORDERED_RECURRING: ReadonlySet<string> = new Set([
  'monitor',
  'notify',
  'notified',
  'running',
  'stopped',
  'promoted',
  'demoted',
]);

/** Spec C2.10.3.3. */
function orderOnGuest(
  cluster: Cluster,
  action: Action,
  node: ClusterNode,
  connection: Resource,
  container: Resource,
): void {
  if (container.isFailed) requestFencing(cluster, node, 'container failed', false);
  switch (taskOf(action)) {
    case 'start':
    case 'promote':
      afterStart(cluster, container, action, Order.ImpliesThen);
      afterStart(cluster, connection, action, 0);
      break;
    case 'stop':
    case 'demote':
      if (!container.isFailed) beforeStop(cluster, action, connection, 0);
      break;
    default:
      if (!isRecurring(action)) afterStart(cluster, connection, action, 0);
      else if (ORDERED_RECURRING.has(action.task)) {
        afterStart(cluster, connection, action, Order.ImpliesThen);
      }
  }
}

/** A migration ends being active on the node as a stop does (spec C2.10.3.2). */
function taskOf(action: Action): string {
  return action.task === 'migrate_to' || action.task === 'migrate_from' ? 'stop' : action.task;
}

function isRecurring(action: Action): boolean {
  return Number(action.metaValue('interval') ?? 0) > 0;
}

function afterStart(cluster: Cluster, first: Resource, action: Action, extraFlags: number): void {
  newOrdering(cluster, {
    firstResource: first,
    firstKey: operationKey(first, 'start', 0),
    thenAction: action,
    flags: Order.Preserve | Order.RunnableFirst | extraFlags,
  });
}

function beforeStop(cluster: Cluster, action: Action, then: Resource, extraFlags: number): void {
  newOrdering(cluster, {
    firstAction: action,
    thenResource: then,
    thenKey: operationKey(then, 'stop', 0),
    flags: Order.Preserve | extraFlags,
  });
}

/** Tasks that go through the host the connection is on before it moves (spec C2.10.4). */
const THROUGH_OLD_HOST: ReadonlySet<string> = new Set([
  'cancel',
  'stop',
  'demote',
  'migrate_from',
  'migrate_to',
]);

/** Cluster node through which an action on a remote or guest node is routed; `null` without one (spec C2.10.4). */
export function routerNode(action: Action): ClusterNode | null {
  const { node } = action;
  if (node === null || !isRemoteOrGuest(node) || action.task === 'stonith') return null;
  const connection = node.connection;
  if (connection === null) return null;
  const before = currentNode(connection);
  const after = connection.assigned;
  if (before === null) return after;
  if (after === null || before === after) return before;
  const task = action.task === 'notify' ? (action.metaValue('notify_operation') ?? 'notify') : action.task;
  if (!THROUGH_OLD_HOST.has(task)) return after;
  return connection.container === null && connection.partialTarget !== null ? after : before;
}
