import { INFINITY_SCORE } from '../../result/score.ts';
import { actionAttributes } from '../../scheduler/graph/attributes.ts';
import { elementName } from '../../scheduler/graph/element.ts';
import { downedNodes } from '../../scheduler/graph/xml.ts';
import type { Action } from '../../scheduler/model/action.ts';
import { isRemoteOrGuest } from '../../scheduler/model/node.ts';
import { findNode } from '../cib/node-attribute.ts';
import { log, send } from '../emit.ts';
import { fenceForTransition } from '../fencing/for-transition.ts';
import { findHistory } from '../history/resource-history.ts';
import type { CibChange } from '../model/cib-change.ts';
import type { ControllerState } from '../model/state.ts';
import type { Transition, TransitionStep } from '../model/transition.ts';
import { secondsOfDay } from '../time-of-day.ts';
import { beginWait } from '../waits.ts';
import { comesBefore, confirmStep, enterFlight, failStep, migrationNodes } from './confirm.ts';
import { operationOrder } from './order.ts';

/** Longest wait for a node that was told to shut down, ms. */
const SHUTDOWN_MS = 120_000;

/** Begins all that may be begun within the limits. */
export function fireReady(state: ControllerState, transition: Transition): void {
  for (;;) {
    const step = takeReady(transition);
    if (step === null) return;
    fire(state, transition, step);
  }
}

/** The step that is to be fired next, taken out of its list; `null` when none may be fired now. */
function takeReady(transition: Transition): TransitionStep | null {
  let best: TransitionStep | null = null;
  let bestName = '';
  for (const [name, list] of transition.ready) {
    if (name !== '' && !hasRoom(transition, name)) continue;
    const step = firstAllowed(transition, list);
    if (step !== null && (best === null || comesBefore(step, best))) {
      best = step;
      bestName = name;
    }
  }
  if (best === null) return null;
  const list = transition.ready.get(bestName) ?? [];
  list.splice(list.indexOf(best.index), 1);
  return best;
}

/** Whether one more operation may be begun on a node. */
function hasRoom(transition: Transition, name: string): boolean {
  if (transition.inFlight >= transition.batchLimit) return false;
  return (transition.jobs.get(name) ?? 0) < transition.nodeLimit;
}

/** First of a list that an abort and the limit of migrations let through. */
function firstAllowed(transition: Transition, list: readonly number[]): TransitionStep | null {
  for (const index of list) {
    const step = transition.steps[index] as TransitionStep;
    // The urgent ones come first in the list.
    if (transition.abortReason !== null && step.priority < INFINITY_SCORE) return null;
    const isFull = migrationNodes(step).some(
      (name) => (transition.migrations.get(name) ?? 0) >= transition.migrationLimit,
    );
    if (!isFull && !isTooEarly(transition, step)) return step;
  }
  return null;
}

/**
 * A node does not leave while it is being looked at: what is found there (after a refresh, say) has to be stopped first,
 * and nothing in the graph puts probes before a shutdown.
 */
function isTooEarly(transition: Transition, { action, index }: TransitionStep): boolean {
  if (action.task !== 'do_shutdown') return false;
  return transition.steps.some(
    (other) =>
      other.index !== index &&
      other.action.node === action.node &&
      other.action.resource !== null &&
      (other.progress === 'in-flight' || other.progress === 'ready'),
  );
}

function fire(state: ControllerState, transition: Transition, step: TransitionStep): void {
  const { action } = step;
  const kind = elementName(action);
  if (kind === 'pseudo_event') {
    if (action.task === 'stonith') markDown(state, transition, step);
    else confirmStep(transition, step);
    return;
  }
  if (action.task === 'stonith') {
    enterFlight(transition, step);
    fenceForTransition(state, step, actionAttributes(transition.cluster, action), downedNodes(action));
    return;
  }
  if (action.node === null) {
    failStep(state, transition, step, `${action.key} has no node`);
    return;
  }
  switch (action.task) {
    case 'do_shutdown':
      shutDown(state, transition, step, action.node);
      return;
    case 'clear_failcount':
      changeForStep(state, transition, step, [
        { kind: 'clear-failures', node: action.node.name, resource: nameInHistory(action), operation: null },
      ]);
      return;
    case 'lrm_delete':
    case 'delete':
      changeForStep(state, transition, step, [
        {
          kind: 'delete-history',
          node: action.node.name,
          resource: nameInHistory(action),
          failedOnly: false,
        },
      ]);
      return;
    case 'cancel':
      cancel(state, transition, step);
      return;
    default:
      operate(state, transition, step);
  }
}

/** Id under which history knows the resource of an action. */
function nameInHistory(action: Action): string | null {
  const { resource } = action;
  if (resource === null) return null;
  if (resource.isUnique) return resource.id;
  return resource.historyName ?? resource.configuredId;
}

/** A guest is down because its container is: nothing has to be done for it, but all must know. */
function markDown(state: ControllerState, transition: Transition, step: TransitionStep): void {
  const changes = downedNodes(step.action).map(downChange);
  if (changes.length === 0) confirmStep(transition, step);
  else changeForStep(state, transition, step, changes);
}

function downChange(id: string): CibChange {
  return {
    kind: 'node-state',
    id,
    name: id,
    values: { inCcm: false, crmd: 'offline', join: 'down', expected: 'down' },
    clear: ['history', 'attributes'],
  };
}

function awaitOrder(state: ControllerState, transition: Transition, step: TransitionStep): void {
  const { number } = transition;
  const actionId = step.action.id;
  beginWait(
    state,
    `order/${number}/${actionId}`,
    `own order ${step.action.key} to be delivered`,
    state.now + state.times.delivery,
    { kind: 'own-order', transition: number, actionId },
  );
}

/** A change of the CIB as a step: done when it is delivered. */
function changeForStep(
  state: ControllerState,
  transition: Transition,
  step: TransitionStep,
  changes: readonly CibChange[],
): void {
  enterFlight(transition, step);
  const link = { transition: transition.number, actionId: step.action.id };
  send(state, { kind: 'change', changes, condition: null, origin: null, step: link, isFirm: false });
  awaitOrder(state, transition, step);
}

function shutDown(
  state: ControllerState,
  transition: Transition,
  step: TransitionStep,
  node: { readonly id: string; readonly name: string },
): void {
  enterFlight(transition, step);
  send(state, { kind: 'shutdown-order', nodeId: node.id });
  beginWait(state, `departure/${node.id}`, `${node.name} to leave`, state.now + SHUTDOWN_MS, {
    kind: 'departure',
    nodeId: node.id,
  });
}

function cancel(state: ControllerState, transition: Transition, step: TransitionStep): void {
  const { action } = step;
  const { node } = action;
  const resource = nameInHistory(action);
  if (node === null || resource === null) {
    failStep(state, transition, step, `${action.key} cannot be cancelled`);
    return;
  }
  enterFlight(transition, step);
  send(state, {
    kind: 'cancel-order',
    transition: transition.number,
    actionId: action.id,
    nodeId: node.id,
    executor: Number(node.id),
    resource,
    task: action.cancelTask ?? 'monitor',
    intervalMs: action.intervalMs,
  });
  awaitOrder(state, transition, step);
}

/**
 * In a minority (under `no-quorum-policy=freeze`) what ran here is begun again; what was on its way to a node that is out
 * of sight may have arrived there. The name of that node.
 */
function lostTarget(state: ControllerState, resource: string): string | null {
  const { cib, replicated } = state;
  if (replicated.standing !== 'minority') return null;
  for (const node of cib.first('status')?.elements('node_state') ?? []) {
    for (const entry of findHistory(node, resource)?.elements('lrm_rsc_op') ?? []) {
      const target = entry.get('operation') === 'migrate_to' ? entry.get('migrate_target') : null;
      const id = target === null ? null : findNode(cib, target)?.id;
      if (id != null && replicated.members[id] === undefined) return target;
    }
  }
  return null;
}

function operate(state: ControllerState, transition: Transition, step: TransitionStep): void {
  const { action } = step;
  const order = operationOrder(transition.cluster, action, transition.number, state.uuid ?? '');
  if (order === null) {
    confirmStep(transition, step);
    return;
  }
  if (action.node !== null && isRemoteOrGuest(action.node)) {
    log(
      state,
      'error',
      'HWS-CTL-032',
      `${order.key} would have to run on the remote node ${order.node}: Hawser cannot run operations there yet`,
      { resource: order.resource.id, node: order.node },
    );
    transition.abortReason ??= `operations on ${order.node} cannot be run`;
    return;
  }
  const away = order.task === 'start' ? lostTarget(state, order.resource.id) : null;
  if (away !== null) {
    log(
      state,
      'error',
      'HWS-CTL-065',
      `${order.resource.id} is not started: it was being sent to ${away}, which is out of sight, and may run there`,
      { resource: order.resource.id, node: away },
    );
    transition.abortReason ??= `${order.resource.id} may run on ${away}`;
    return;
  }
  step.orderKey = order.transitionKey;
  enterFlight(transition, step);
  send(state, {
    kind: 'order',
    transition: transition.number,
    actionId: action.id,
    order,
    clusterDelayMs: transition.clusterDelayMs,
    time: secondsOfDay(state),
  });
  awaitOrder(state, transition, step);
  if (order.isNoWait) confirmStep(transition, step);
}
