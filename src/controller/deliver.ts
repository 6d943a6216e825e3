import { applyChanges, isOfDisk } from './cib/apply-changes.ts';
import { setNodeState } from './cib/node-status.ts';
import { countChange } from './cib/version.ts';
import { emit, isDc, log, nameOf, newEffectId, send } from './emit.ts';
import { onFenceResult, onLateFenceOrder } from './fencing/answers.ts';
import { onFencingHistory } from './fencing/history.ts';
import { onFenced } from './fencing/outcome.ts';
import { onFenceRequest, onWithdrawn } from './fencing/requests.ts';
import { adoptCopy, adoptWinner } from './membership/adopt.ts';
import { askForCopy, compareCheck, compareStamp, extendChain } from './membership/chain.ts';
import { fullDigest } from './membership/full-digest.ts';
import { onAccept, onStanding } from './membership/standing.ts';
import { onExclude, onHello } from './membership/synchronize.ts';
import type { Message, MessageBody } from './model/message.ts';
import type { ControllerState } from './model/state.ts';
import type { TransitionStep } from './model/transition.ts';
import { controllerProblem } from './problem.ts';
import { onAttribute, onFlush } from './requests/attribute.ts';
import { concludeChange } from './requests/conclude.ts';
import { noteServed, onFoundation, onProposal } from './requests/proposals.ts';
import { answerPersisted, membersHaveChanged } from './requests/request.ts';
import { onPledge, onPledgeHeard, reviewPledges } from './self-fencing/pledge.ts';
import { onProbe } from './self-fencing/proof.ts';
import { selfFence } from './self-fencing/self-fence.ts';
import { abortTransition, requestSchedule } from './transition/abort.ts';
import { confirmStep, failStep, stepInFlight } from './transition/confirm.ts';
import { endRecurringOf } from './transition/own-operations.ts';
import { onCancelOrder, onOrder, onResult } from './transition/results.ts';
import { endWait } from './waits.ts';

/** A message has been delivered, to all members in the same order. */
export function onDelivered(state: ControllerState, from: number, message: Message): void {
  const { body } = message;
  switch (body.kind) {
    case 'probe':
      onProbe(state, from, body.at);
      return;
    case 'hello':
      onHello(state, from, body);
      return;
    case 'exclude':
      onExclude(state, body.missing);
      return;
    case 'snapshot':
      if (body.target === null) adoptWinner(state, from, body);
      else if (body.target === state.options.self.nodeId) adoptCopy(state, from, body);
      else return;
      applyBuffer(state);
      return;
    case 'copy-request':
      if (state.phase !== 'ready') return;
      // Who waits for a copy itself takes it in its place in the order.
      if (state.awaitsCopy && from !== state.options.self.nodeId) state.buffer.push({ from, message });
      else onCopyRequest(state, from, body.why);
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
  for (const { from, message } of state.buffer.splice(0)) {
    if (message.body.kind === 'copy-request') onCopyRequest(state, from, message.body.why);
    else applyMessage(state, from, message);
  }
}

/** The DC that was to send a copy has left: the next one is asked; where nobody has another CIB, the own one holds. */
export function onCopyLost(state: ControllerState): void {
  if (!state.awaitsCopy || state.phase !== 'ready') return;
  endWait(state, 'copy');
  if (isDc(state)) {
    state.awaitsCopy = false;
    applyBuffer(state);
  } else askForCopy(state, 'the DC has left before its copy came');
}

/**
 * A member holds another CIB than the DC and asks for a copy: that of this point of the order. It goes behind all others:
 * should the DC die before it has sent the copy, one becomes DC that needs none.
 */
function onCopyRequest(state: ControllerState, from: number, why: string): void {
  const { replicated } = state;
  if (!replicated.seniority.includes(from)) return;
  replicated.seniority = [...replicated.seniority.filter((id) => id !== from), from];
  if (from === state.options.self.nodeId) {
    if (isDc(state)) endWait(state, 'copy');
    else if (state.waits.has('copy')) {
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
  const isTimely = stamp?.view === state.replicated.view;
  if (isTimely || !isOfItsView(body)) apply(state, from, body, isTimely);
  else dropLate(state, from, body);
  extendChain(state, body);
}

/**
 * What follows from a view's membership and standing holds in that view only: delivered in a later one it is carried out
 * by nobody. Facts hold always.
 */
function isOfItsView(body: MessageBody): boolean {
  switch (body.kind) {
    case 'standing':
    case 'accept':
    case 'order':
    case 'cancel-order':
    case 'shutdown-order':
    case 'fence-order':
    case 'self-fence-order':
      return true;
    case 'change':
      return body.changes.some(isOfDisk);
    default:
      return false;
  }
}

/** An order of the DC has come too late: its sender does not wait for it. */
function dropLate(state: ControllerState, from: number, body: MessageBody): void {
  if (from !== state.options.self.nodeId) return;
  switch (body.kind) {
    case 'standing':
      state.pronounced = null;
      return;
    case 'order':
    case 'cancel-order':
      failLate(state, (step) => step === stepInFlight(state, body.transition, body.actionId));
      endWait(state, `order/${body.transition}/${body.actionId}`);
      return;
    case 'shutdown-order':
      endWait(state, `departure/${body.nodeId}`);
      failLate(
        state,
        ({ action, progress }) =>
          progress === 'in-flight' && action.task === 'do_shutdown' && action.node?.id === body.nodeId,
      );
      return;
    case 'accept':
      concludeChange(state, body.origin, [membersHaveChanged()], null);
      return;
    case 'fence-order':
      onLateFenceOrder(state, body.order.fenceId);
      return;
    case 'change':
      endUpkeep(state, body);
      return;
    default:
  }
}

function failLate(state: ControllerState, isMeant: (step: TransitionStep) => boolean): void {
  const { transition } = state;
  for (const step of transition?.steps ?? []) {
    if (transition !== null && isMeant(step))
      failStep(state, transition, step, `${step.action.key} was ordered in a view that is over`);
  }
}

function apply(state: ControllerState, from: number, body: MessageBody, isTimely: boolean): void {
  switch (body.kind) {
    case 'standing':
      onStanding(state, from, body);
      return;
    case 'accept':
      onAcceptRequest(state, body);
      return;
    case 'proposal':
      onProposal(state, body, isTimely);
      return;
    case 'change':
      onChange(state, from, body);
      return;
    case 'persisted':
      if (body.lineage === state.replicated.descent.lineage) {
        state.persisted.set(from, body.version);
        onFoundation(state);
        answerPersisted(state);
      }
      return;
    case 'pledge':
      onPledge(state, from, body.ms);
      return;
    case 'pledge-heard':
      onPledgeHeard(state, from, body.nodeId, body.ms);
      return;
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
      onFenceRequest(state, body);
      return;
    case 'withdraw-fence':
      onWithdrawn(state, body.origin);
      return;
    case 'fence-order':
      onFenceOrder(state, from, body);
      return;
    case 'self-fence-order':
      onSelfFenceOrder(state, from, body);
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
  const { replicated } = state;
  const isConfiguring = body.changes.some(isOfDisk);
  // The changes of one lineage have one source.
  if (isConfiguring && (from !== replicated.seniority[0] || replicated.standing !== 'primary')) return;
  const outcome = applyChanges(state.cib, body.changes, body.condition, replicated.members);
  if (outcome.extent === 'configuration' && body.isFirm)
    replicated.descent = { ...replicated.descent, foundation: replicated.descent.lineage };
  if (outcome.extent === 'configuration') reviewPledges(state);
  if (isConfiguring && body.origin !== null && outcome.problems.length === 0) noteServed(state, body.origin);
  for (const { nodeId, resource } of outcome.forgotten) endRecurringOf(state, nodeId, resource, null);
  if (from === state.options.self.nodeId) endUpkeep(state, body);
  if (body.step !== null) {
    const { transition, actionId } = body.step;
    endWait(state, `order/${transition}/${actionId}`);
    const step = stepInFlight(state, transition, actionId);
    if (step !== null && state.transition !== null) confirmStep(state.transition, step);
    else if (outcome.extent !== 'nothing') requestSchedule(state, 'the CIB has changed');
    // What failed there may be begun again, or forgotten; the graph was made while it still counted.
    if (outcome.extent !== 'nothing' && body.changes.some(({ kind }) => kind === 'clear-failures'))
      requestSchedule(state, 'failures were forgotten');
  } else if (outcome.extent !== 'nothing') {
    const what =
      outcome.extent === 'configuration' ? 'the configuration has changed' : 'the status has changed';
    abortTransition(state, what);
    requestSchedule(state, what);
  } else if (body.origin !== null && outcome.problems.length === 0)
    requestSchedule(state, 'a client asked for it');
  concludeChange(state, body.origin, outcome.problems, isConfiguring ? { isFirm: body.isFirm } : null);
}

/** The DC's own change of node states is back. */
function endUpkeep(state: ControllerState, { changes }: Extract<MessageBody, { kind: 'change' }>): void {
  if (state.upkeep === null || JSON.stringify(changes) !== state.upkeep) return;
  state.upkeep = null;
  endWait(state, 'upkeep');
}

/** An operator vouches for a configuration; in a primary view there is nothing to vouch for. */
function onAcceptRequest(state: ControllerState, body: Extract<MessageBody, { kind: 'accept' }>): void {
  const refusal = controllerProblem(
    'HWS-CTL-059',
    'This part of the cluster is primary already: there is nothing to vouch for',
    'Change the configuration in the usual way',
  );
  concludeChange(state, body.origin, onAccept(state, body) ? [] : [refusal], null);
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

function onSelfFenceOrder(
  state: ControllerState,
  from: number,
  { nodeId, incarnation }: Extract<MessageBody, { kind: 'self-fence-order' }>,
): void {
  const { self } = state.options;
  if (from !== state.replicated.seniority[0] || nodeId !== self.nodeId || incarnation !== self.incarnation)
    return;
  selfFence(state, `${nameOf(state, from)} has no other way to fence it`);
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
