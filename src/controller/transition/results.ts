import { nodeStateFor } from '../cib/node-status.ts';
import { countChange } from '../cib/version.ts';
import { log } from '../emit.ts';
import { countFailure } from '../history/fail-count.ts';
import { hasFailed, removeRecurring, writePending, writeResult } from '../history/write-entry.ts';
import type { MessageBody } from '../model/message.ts';
import { type OperationOrder, type OperationResult, OperationStatus } from '../model/operation.ts';
import type { ControllerState } from '../model/state.ts';
import { secondsOfDay, timeOfDay } from '../time-of-day.ts';
import { beginWait, endWait } from '../waits.ts';
import { abortTransition, requestSchedule } from './abort.ts';
import { confirmStep, failStep, stepInFlight } from './confirm.ts';
import {
  cancelOwnRecurring,
  endRecurringOf,
  recurringKey,
  recurringKeyOf,
  runOwn,
} from './own-operations.ts';

type Order = Extract<MessageBody, { kind: 'order' }>;
type CancelOrder = Extract<MessageBody, { kind: 'cancel-order' }>;
type Result = Extract<MessageBody, { kind: 'result' }>;

/** Changes since so many result messages are looked at when a recurring operation is looked for. */
const ignored = 'HWS-CTL-030';

/** An order of the DC: all note it, its node carries it out. */
export function onOrder(state: ControllerState, from: number, message: Order): void {
  const { replicated, cib, options } = state;
  const { order, transition, actionId, clusterDelayMs, time } = message;
  if (from !== replicated.seniority[0]) return;
  replicated.transition = Math.max(replicated.transition, transition);
  endWait(state, `order/${transition}/${actionId}`);
  if (replicated.members[order.executor] === undefined) return;
  replicated.operations[order.transitionKey] = {
    order,
    orderedBy: from,
    transition,
    actionId,
    clusterDelayMs,
  };
  endRecurringOf(state, order.nodeId, order.resource.id, order.task);
  if (writePending(nodeStateFor(cib, order.nodeId, order.node), order, time)) countChange(cib, 'status');
  if (from === options.self.nodeId) awaitResult(state, order, clusterDelayMs);
  if (order.executor === options.self.nodeId) runOwn(state, order);
}

/** The DC waits for a result. */
export function awaitResult(state: ControllerState, order: OperationOrder, clusterDelayMs: number): void {
  // From here on: whose order it was, its clock is another.
  const deadline = state.now + order.startDelayMs + order.timeoutMs + clusterDelayMs;
  beginWait(state, `operation/${order.transitionKey}`, `result of ${order.key} on ${order.node}`, deadline, {
    kind: 'operation',
    transitionKey: order.transitionKey,
  });
}

/** A recurring operation is to end: what was heard of it is forgotten at once. */
export function onCancelOrder(state: ControllerState, from: number, message: CancelOrder): void {
  const { replicated, cib, options } = state;
  if (from !== replicated.seniority[0]) return;
  const { nodeId, resource, task, intervalMs, transition, actionId } = message;
  endWait(state, `order/${transition}/${actionId}`);
  const key = recurringKey(nodeId, resource, task, intervalMs);
  delete replicated.recurring[key];
  for (const [transitionKey, pending] of Object.entries(replicated.operations)) {
    if (recurringKeyOf(pending.order) !== key) continue;
    delete replicated.operations[transitionKey];
    endWait(state, `operation/${transitionKey}`);
  }
  if (removeRecurring(nodeStateFor(cib, nodeId, nodeId), resource, task, intervalMs))
    countChange(cib, 'status');
  if (message.executor === options.self.nodeId) cancelOwnRecurring(state, key);
  const step = stepInFlight(state, transition, actionId);
  if (step !== null && state.transition !== null) confirmStep(state.transition, step);
}

/** A result: all write it into history; the DC goes on, or decides anew. */
export function onResult(state: ControllerState, from: number, message: Result): void {
  const { replicated } = state;
  const pending = replicated.operations[message.transitionKey];
  if (pending !== undefined) {
    if (from !== pending.order.executor && !(message.isWrittenOff && from === replicated.seniority[0]))
      return;
    delete replicated.operations[message.transitionKey];
    endWait(state, `operation/${message.transitionKey}`);
    noteRecurring(state, pending.order, message.result);
    record(state, pending.order, message);
    const step = stepInFlight(state, pending.transition, pending.actionId);
    const failed = hasFailed(pending.order, message.result);
    const text = `${pending.order.key} on ${pending.order.node} ended with ${message.result.rc}`;
    if (step !== null && step.orderKey === message.transitionKey && state.transition !== null) {
      if (failed) failStep(state, state.transition, step, text);
      else confirmStep(state.transition, step);
    } else requestSchedule(state, text);
    return;
  }
  const key = recurringWith(state, message);
  const recurring = key === null ? undefined : replicated.recurring[key];
  if (key === null || recurring === undefined || from !== recurring.order.executor) {
    log(state, 'info', ignored, `A result that nobody waits for is left out: ${message.transitionKey}`, {
      transitionKey: message.transitionKey,
      rc: message.result.rc,
    });
    return;
  }
  const { rc, status } = message.result;
  if (status === OperationStatus.Cancelled) return;
  replicated.recurring[key] = { ...recurring, last: { rc, status } };
  record(state, recurring.order, message);
  const text = `${recurring.order.key} on ${recurring.order.node} now ends with ${rc}`;
  abortTransition(state, text);
  requestSchedule(state, text);
}

function recurringWith(state: ControllerState, message: Result): string | null {
  for (const [key, { order }] of Object.entries(state.replicated.recurring)) {
    if (order.transitionKey === message.transitionKey) return key;
  }
  return null;
}

function noteRecurring(state: ControllerState, order: OperationOrder, result: OperationResult): void {
  const key = recurringKeyOf(order);
  if (key === null || result.status === OperationStatus.Cancelled) return;
  state.replicated.recurring[key] = { order, last: { rc: result.rc, status: result.status } };
}

function record(state: ControllerState, order: OperationOrder, message: Result): void {
  const { cib, replicated } = state;
  const { result, time } = message;
  const callId = (replicated.callIds[order.nodeId] ?? 0) + 1;
  replicated.callIds[order.nodeId] = callId;
  writeResult(nodeStateFor(cib, order.nodeId, order.node), order, result, callId, time);
  const failed = hasFailed(order, result);
  if (failed) countFailure(cib, order, time);
  countChange(cib, 'status');
  const isProbe = order.task === 'monitor' && order.intervalMs === 0;
  if (failed && !isProbe) {
    log(
      state,
      'warning',
      'HWS-CTL-031',
      `${order.key} failed on ${order.node}: exit code ${result.rc}${result.exitReason === '' ? '' : ` (${result.exitReason})`}`,
      {
        resource: order.resource.id,
        task: order.task,
        node: order.node,
        rc: result.rc,
        status: result.status,
      },
    );
  }
}

/** The DC has waited long enough: the operation counts as failed for everybody. */
export function writeOff(state: ControllerState, transitionKey: string): MessageBody | null {
  const pending = state.replicated.operations[transitionKey];
  if (pending === undefined) return null;
  const { order } = pending;
  return {
    kind: 'result',
    transitionKey,
    nodeId: order.nodeId,
    isWrittenOff: true,
    time: secondsOfDay(state),
    result: {
      rc: 1,
      status: OperationStatus.Timeout,
      exitReason: `no answer from ${order.node} in time`,
      output: '',
      startedAt: timeOfDay(state),
      executionMs: 0,
      queueMs: 0,
      agent: null,
    },
  };
}
