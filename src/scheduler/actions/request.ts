import { canFence } from '../fencing/fence-action.ts';
import { requestFencing } from '../fencing/request.ts';
import { Action, ActionFlag } from '../model/action.ts';
import type { ActionList } from '../model/action-index.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import { needsOf, operationOptions, operationParameters } from '../unpack/operation-options.ts';
import { intervalOfKey } from './key.ts';
import { isFullyActive, quorumPolicy } from './quorum.ts';
import { makeOptional, makeRequired, makeRunnable, makeUnrunnable, noteReason, setReason } from './state.ts';

/** What `requestAction` is asked for. */
export interface ActionRequest {
  /** `null` for actions of a node as such. */
  readonly resource: Resource | null;
  readonly key: string;
  readonly task: string;
  readonly node: ClusterNode | null;
  /** An optional request never makes a required action optional (spec C1.2.5). */
  readonly optional: boolean;
  /** Read from the key when absent. */
  readonly intervalMs?: number;
  /** False makes a throw-away action: always new, in no list, without id (spec C1.2.3). */
  readonly save?: boolean;
  /** Why it is asked for, in words for the reasons. */
  readonly cause?: string;
}

/**
 * Finds the action that is asked for or makes it, then brings its state up to date (spec C1.2): every request
 * re-evaluates whether the action is optional and whether it can run.
 */
export function requestAction(cluster: Cluster, request: ActionRequest): Action {
  const save = request.save ?? true;
  const siblings = request.resource?.actionIndex.list(request.key) ?? null;
  const action =
    (save ? findExisting(cluster, request, siblings) : null) ?? create(cluster, request, siblings, save);
  updateOptional(cluster, action, request);
  if (action.resource !== null) {
    if (action.node !== null && action.extra === null) {
      action.extra = parametersOfOperation(cluster, action, action.resource, action.node);
    }
    updateRunnable(cluster, action, action.resource, save);
  }
  return action;
}

/** An ordering point of its own, by name: made optional and runnable at the first request (spec C1.2.4). */
export function pseudoAction(cluster: Cluster, key: string): Action {
  const existing = cluster.nodeActions.get(key);
  if (existing !== undefined) return existing;
  const action = requestAction(cluster, { resource: null, key, task: key, node: null, optional: true });
  action.flags |= ActionFlag.Pseudo | ActionFlag.Runnable;
  return action;
}

/**
 * The oldest action with the same key, and the same node where both have one; every match without node is given the
 * requested one (spec C1.2.3, C1.3).
 */
function findExisting(cluster: Cluster, request: ActionRequest, siblings: ActionList | null): Action | null {
  const { node } = request;
  if (siblings === null) {
    const action = cluster.nodeActions.get(request.key);
    if (action === undefined) return null;
    if (node === null || action.node === node) return action;
    if (action.node !== null) return null;
    action.node = node;
    return action;
  }
  if (node === null) return siblings.all[0] ?? null;
  siblings.place(node);
  return siblings.oldestOn(node);
}

function create(
  cluster: Cluster,
  request: ActionRequest,
  siblings: ActionList | null,
  save: boolean,
): Action {
  const { resource, task, node } = request;
  const sibling = siblings?.all[0];
  // One string for all actions of a key: there may be one on every node.
  const key = sibling?.key === request.key ? sibling.key : request.key;
  const intervalMs = request.intervalMs ?? intervalOfKey(key);
  const action = new Action(save ? cluster.nextActionId++ : 0, key, task, resource, node, intervalMs);
  action.flags = ActionFlag.Runnable | (request.optional ? ActionFlag.Optional : 0);
  if (task === 'lrm_delete') action.flags |= ActionFlag.DcAllowed;
  if (resource !== null) {
    action.options =
      sibling?.task === task && !resource.isFenceDevice && !resource.isRemoteConnection
        ? sibling.options
        : operationOptions(cluster, resource, task, intervalMs, node);
    action.needs = needsOf(resource, task);
  }
  if (save) {
    cluster.actions.push(action);
    resource?.actions.push(action);
    if (siblings === null) cluster.nodeActions.set(key, action);
    else siblings.add(action);
  }
  if (request.cause !== undefined) noteReason(cluster, action, { kind: 'created', cause: request.cause });
  return action;
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Parameters an operation brings along by its own instance attributes, for one node (spec C1.2.5b). */
function parametersOfOperation(
  cluster: Cluster,
  action: Action,
  resource: Resource,
  node: ClusterNode,
): ReadonlyMap<string, string> {
  if ((action.options?.definition?.instanceSets.length ?? 0) === 0) return NO_PARAMETERS;
  return operationParameters(cluster, resource, action.task, action.intervalMs, node);
}

/** Spec C1.2.5a. */
function updateOptional(cluster: Cluster, action: Action, request: ActionRequest): void {
  const { resource, node } = action;
  if (
    resource !== null &&
    node !== null &&
    !resource.isManaged &&
    !action.isPseudo &&
    action.metaValue('interval') === null
  ) {
    makeOptional(cluster, action, 'unmanaged');
  } else if (!request.optional) {
    makeRequired(cluster, action, request.cause ?? 'requested');
  }
}

/** Spec C1.5: first match decides. */
function updateRunnable(cluster: Cluster, action: Action, resource: Resource, save: boolean): void {
  if (action.isPseudo) return;
  const node = action.node;
  if (node === null) {
    makeUnrunnable(cluster, action, 'no node');
    return;
  }
  const byDc = action.has(ActionFlag.DcAllowed);
  if (!byDc && !node.isOnline && (!isGuestNode(node) || node.remoteRequiresReset)) {
    makeUnrunnable(cluster, action, 'node offline');
    if (resource.isManaged && save && action.task === 'stop' && !node.isUnclean) {
      requestFencing(cluster, node, 'stop is unrunnable', false);
    }
    return;
  }
  if (!byDc && node.isPending) {
    makeUnrunnable(cluster, action, 'node pending');
    return;
  }
  if (action.needs === 'nothing') {
    action.reason = null;
    if (isGuestNode(node) && !canFence(cluster, node))
      makeUnrunnable(cluster, action, 'guest cannot be fenced');
    else makeRunnable(action);
    return;
  }
  switch (quorumPolicy(cluster, resource)) {
    case 'stop':
      makeUnrunnable(cluster, action, 'no quorum');
      setReason(action, 'no quorum', true);
      break;
    case 'freeze':
      if (!isFullyActive(resource) || resource.nextRole > resource.role) {
        makeUnrunnable(cluster, action, 'quorum freeze');
        setReason(action, 'quorum freeze', true);
      }
      break;
    case 'ignore':
      makeRunnable(action);
      break;
  }
}
