import { applyChanges } from './cib/apply-changes.ts';
import { setNodeState } from './cib/node-status.ts';
import { configurationName, countChange } from './cib/version.ts';
import { emit, isDc, log, nameOf, newEffectId, send } from './emit.ts';
import { onFenceResult } from './fencing/answers.ts';
import { onFencingHistory } from './fencing/history.ts';
import { startFencing } from './fencing/job.ts';
import { onFenced } from './fencing/outcome.ts';
import { adoptCopy, adoptWinner } from './membership/adopt.ts';
import { compareCheck, compareStamp, extendChain } from './membership/chain.ts';
import { fullDigest } from './membership/full-digest.ts';
import { onExclude, onHello } from './membership/synchronize.ts';
import type { Message, MessageBody } from './model/message.ts';
import type { ControllerState } from './model/state.ts';
import { onAttribute, onFlush } from './requests/attribute.ts';
import { concludeChange } from './requests/conclude.ts';
import { answerPersisted } from './requests/request.ts';
import { abortTransition, requestSchedule } from './transition/abort.ts';
import { confirmStep, stepInFlight } from './transition/confirm.ts';
import { endRecurringOf } from './transition/own-operations.ts';
import { onCancelOrder, onOrder, onResult } from './transition/results.ts';
import { endWait } from './waits.ts';

/** A message has been delivered, to all members in the same order. */
export function onDelivered(state: ControllerState, from: number, message: Message): void {
  const { body } = message;
  switch (body.kind) {
    case 'hello':
      onHello(state, from, body);
      return;
    case 'exclude':
      onExclude(state, body.missing);
      return;
    case 'snapshot':
      if (body.target === null) adoptWinner(state, from, body);
      else if (body.target === state.options.self.nodeId) adoptCopy(state, body);
      else return;
      applyBuffer(state);
      return;
    case 'copy-request':
      if (state.phase === 'ready') onCopyRequest(state, from, body.why);
      return;
    default:
  }
  if (state.phase !== 'ready' || state.awaitsCopy) {
    if (state.phase !== 'joining') state.buffer.push({ from, message });
    return;
  }
  applyMessage(state, from, message);
}

/** What had to wait for the snapshot is applied to it, in order. */
function applyBuffer(state: ControllerState): void {
  if (state.phase !== 'ready' || state.awaitsCopy) return;
  for (const { from, message } of state.buffer.splice(0)) applyMessage(state, from, message);
}

/** A member holds another CIB than the DC and asks for a copy: that of this point of the order. */
function onCopyRequest(state: ControllerState, from: number, why: string): void {
  if (from === state.options.self.nodeId) {
    if (state.waits.has('copy')) {
      state.awaitsCopy = true;
      state.buffer = [];
    }
    return;
  }
  if (!isDc(state)) return;
  log(state, 'error', 'HWS-CTL-021', `${nameOf(state, from)} holds another CIB than this node: ${why}`);
  const { cib, digest } = fullDigest(state);
  send(state, {
    kind: 'snapshot',
    target: from,
    cib,
    replicated: structuredClone(state.replicated),
    digest,
    buffered: [],
  });
}

function applyMessage(state: ControllerState, from: number, message: Message): void {
  const { body, stamp } = message;
  if (state.replicated.members[from] === undefined) {
    log(
      state,
      'warning',
      'HWS-CTL-022',
      `A message of ${nameOf(state, from)}, which is no member, is left out`,
      {
        message: body.kind,
      },
    );
    return;
  }
  if (body.kind === 'check') {
    compareCheck(state, from, body.applied, body.digest);
    return;
  }
  compareStamp(state, from, stamp);
  apply(state, from, body);
  extendChain(state, body);
}

function apply(state: ControllerState, from: number, body: MessageBody): void {
  switch (body.kind) {
    case 'change':
      onChange(state, from, body);
      return;
    case 'persisted': {
      const name = `${body.version.adminEpoch}.${body.version.epoch}`;
      const nodes = state.persisted.get(name) ?? new Set<number>();
      state.persisted.set(name, nodes.add(from));
      answerPersisted(state);
      return;
    }
    case 'attribute':
      onAttribute(state, body);
      return;
    case 'flush':
      onFlush(state, body.attribute);
      return;
    case 'order':
      onOrder(state, from, body);
      return;
    case 'cancel-order':
      onCancelOrder(state, from, body);
      return;
    case 'shutdown-order':
      onShutdownOrder(state, from, body.nodeId);
      return;
    case 'result':
      onResult(state, from, body);
      return;
    case 'fence-request':
      if (isDc(state)) {
        const { target, operation, client, origin } = body;
        startFencing(state, {
          target,
          operation,
          client,
          origin,
          extraDelayMs: 0,
          attributes: {},
          downed: [],
        });
      }
      return;
    case 'fence-order':
      onFenceOrder(state, from, body);
      return;
    case 'fence-result':
      if (isDc(state) && !onFenceResult(state, body.fenceId, body.result)) {
        log(
          state,
          'info',
          'HWS-CTL-053',
          `An answer to a fencing that nobody waits for is left out: ${body.fenceId}`,
        );
      }
      return;
    case 'fenced':
      onFenced(state, body);
      return;
    case 'fencing-history':
      onFencingHistory(state, body.records);
      return;
    default:
  }
}

function onChange(
  state: ControllerState,
  from: number,
  body: Extract<MessageBody, { kind: 'change' }>,
): void {
  const members = new Set(Object.keys(state.replicated.members));
  const outcome = applyChanges(state.cib, body.changes, body.condition, members);
  for (const { nodeId, resource } of outcome.forgotten) endRecurringOf(state, nodeId, resource, null);
  const isOwn = from === state.options.self.nodeId;
  if (isOwn && state.upkeep !== null && JSON.stringify(body.changes) === state.upkeep) {
    state.upkeep = null;
    endWait(state, 'upkeep');
  }
  if (body.step !== null) {
    const { transition, actionId } = body.step;
    endWait(state, `order/${transition}/${actionId}`);
    const step = stepInFlight(state, transition, actionId);
    if (step !== null && state.transition !== null) confirmStep(state.transition, step);
    else if (outcome.extent !== 'nothing') requestSchedule(state, 'the CIB has changed');
  } else if (outcome.extent !== 'nothing') {
    const what =
      outcome.extent === 'configuration' ? 'the configuration has changed' : 'the status has changed';
    abortTransition(state, what);
    requestSchedule(state, what);
  } else if (body.origin !== null && outcome.problems.length === 0)
    requestSchedule(state, 'a client asked for it');
  const configuration = outcome.extent === 'configuration' ? configurationName(state.cib) : null;
  concludeChange(state, body.origin, outcome.problems, configuration);
}

/** A node is to leave: it is expected to be down from now on. */
function onShutdownOrder(state: ControllerState, from: number, nodeId: string): void {
  const { replicated, cib, options } = state;
  if (from !== replicated.seniority[0]) return;
  const member = replicated.members[nodeId];
  if (member === undefined) return;
  if (!replicated.leaving.includes(nodeId)) replicated.leaving.push(nodeId);
  if (setNodeState(cib, nodeId, member.name, { expected: 'down' })) countChange(cib, 'status');
  if (member.nodeId !== options.self.nodeId) return;
  log(
    state,
    'notice',
    'HWS-CTL-023',
    'All services of this node are stopped or handed over: it leaves the cluster',
  );
  emit(state, { kind: 'leave', why: 'shutdown' });
}

function onFenceOrder(
  state: ControllerState,
  from: number,
  body: Extract<MessageBody, { kind: 'fence-order' }>,
): void {
  const { order } = body;
  if (from !== state.replicated.seniority[0] || order.executor !== state.options.self.nodeId) return;
  const effectId = newEffectId(state);
  state.running.set(effectId, { kind: 'fence', fenceId: order.fenceId, answerTo: from });
  emit(state, { kind: 'fence', effectId, order });
}
