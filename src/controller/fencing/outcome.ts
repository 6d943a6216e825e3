import { findNode, setAttribute } from '../cib/node-attribute.ts';
import { clearHistory, clearTransientAttributes, setNodeState } from '../cib/node-status.ts';
import { countChange } from '../cib/version.ts';
import { emit, isDc, log } from '../emit.ts';
import { removeMember } from '../membership/departure.ts';
import { beginView } from '../membership/standing.ts';
import type { FencingRecord } from '../model/fencing.ts';
import type { MessageBody, Origin } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import type { TransitionStep } from '../model/transition.ts';
import { controllerProblem } from '../problem.ts';
import { selfFence } from '../self-fencing/self-fence.ts';
import { abortTransition, requestSchedule } from '../transition/abort.ts';
import { confirmStep } from '../transition/confirm.ts';
import { beginWait, endWait } from '../waits.ts';
import { askAgain, retryFencing } from './for-transition.ts';
import { addRecord } from './history.ts';
import { continueQueued } from './job.ts';
import { settleRequests } from './requests.ts';

type Fenced = Extract<MessageBody, { kind: 'fenced' }>;

const FIRST_RETRY_MS = 2000;

const DOWN = { inCcm: false, crmd: 'offline', join: 'down', expected: 'down' } as const;

/** A fencing has ended: all write it down, and when the node is off, that it is. */
export function onFenced(state: ControllerState, message: Fenced): void {
  const { replicated } = state;
  const { record } = message;
  if (replicated.fencing.some(({ id }) => id === record.id)) return;
  addRecord(state, record);
  emit(state, { kind: 'fencing-ended', record });
  const isDone = record.outcome !== 'failed';
  log(
    state,
    isDone ? 'notice' : 'error',
    isDone ? 'HWS-CTL-051' : 'HWS-CTL-052',
    `Fencing of ${record.target} (${record.operation}) ${isDone ? 'is done' : 'failed'}: ${record.reason}`,
    { target: record.target, operation: record.operation, outcome: record.outcome },
  );
  const isOfThisLife = !isOfOldLife(state, message);
  if (isDone && record.operation !== 'on') markOff(state, message, isOfThisLife);
  if (isDone && record.operation === 'on' && isOfThisLife) noteUnfenced(state, message);
  answerOrigins(state, record, settleRequests(state, message));
  if (isDc(state)) concludeOnDc(state, record, isDone && isOfThisLife);
}

/** The target has begun another life since: nothing is known of that one. */
function isOfOldLife({ replicated }: ControllerState, { targetId, incarnation }: Fenced): boolean {
  return targetId !== null && (replicated.known[targetId]?.incarnation ?? null) !== incarnation;
}

function markOff(state: ControllerState, message: Fenced, isOfThisLife: boolean): void {
  const { cib, replicated, options } = state;
  const { record, targetId } = message;
  if (targetId !== null && isOfThisLife) {
    setNodeState(cib, targetId, record.target, DOWN);
    clearHistory(cib, targetId);
    clearTransientAttributes(cib, targetId);
    const known = replicated.known[targetId];
    if (known !== undefined) {
      replicated.dead[targetId] = known.incarnation;
      const wasMember = replicated.members[targetId] !== undefined;
      removeMember(state, known.nodeId);
      if (wasMember) beginView(state);
      if (known.nodeId === options.self.nodeId) selfFence(state, `it was fenced: ${record.reason}`);
    }
  }
  for (const id of message.downed) {
    if (id === targetId) continue;
    setNodeState(cib, id, id, DOWN);
    clearHistory(cib, id);
    clearTransientAttributes(cib, id);
  }
  countChange(cib, 'status');
}

/** Marks a node as unfenced, with the devices' parameters of then (spec A6.3, A6.7). */
function noteUnfenced(state: ControllerState, message: Fenced): void {
  const { cib } = state;
  const node = findNode(cib, message.record.target);
  if (node === null) return;
  const values = {
    '#node-unfenced': String(Math.floor(message.record.endedAt / 1000)),
    ...message.attributes,
  };
  for (const [name, value] of Object.entries(values)) setAttribute(cib, node, name, value, 'transient');
  countChange(cib, 'status');
}

function answerOrigins(state: ControllerState, record: FencingRecord, origins: readonly Origin[]): void {
  for (const { nodeId, requestId } of origins) {
    if (nodeId !== state.options.self.nodeId || !state.requests.has(requestId)) continue;
    state.requests.delete(requestId);
    endWait(state, `request/${requestId}`);
    if (record.outcome !== 'failed') {
      emit(state, { kind: 'answer', requestId, answer: { kind: 'fenced', record } });
      continue;
    }
    const problem = controllerProblem(
      'HWS-CTL-052',
      `Fencing of ${record.target} failed: ${record.reason}`,
      `See to ${record.target} yourself; when it is off for certain, say so with "stonith confirm"`,
      record.target,
    );
    emit(state, { kind: 'answer', requestId, answer: { kind: 'refused', problems: [problem] } });
  }
}

/** `isOff`: the life of the target that is known has ended, or, for unfencing, the node is on. */
function concludeOnDc(state: ControllerState, record: FencingRecord, isOff: boolean): void {
  const { target } = record;
  const job = state.jobs.get(target);
  if (
    job !== undefined &&
    (job.id === record.id || (isOff && record.operation !== 'on' && job.operation !== 'on'))
  ) {
    state.jobs.delete(target);
    endWait(state, `fencing/${target}`);
    continueQueued(state);
  }
  if (isOff) {
    state.fencingFailures.delete(target);
    endWait(state, `fencing-retry/${target}`);
    const { transition } = state;
    let isAwaited = false;
    const others: TransitionStep[] = [];
    for (const step of transition?.steps ?? []) {
      if (transition === null || step.progress !== 'in-flight' || step.action.task !== 'stonith') continue;
      if (step.action.node?.name.toLowerCase() !== target.toLowerCase()) continue;
      const wantsOn = step.action.metaValue('stonith_action') === 'on';
      if (wantsOn !== (record.operation === 'on')) {
        others.push(step);
        continue;
      }
      confirmStep(transition, step);
      isAwaited = true;
    }
    for (const step of others) askAgain(state, step);
    if (!isAwaited) {
      abortTransition(state, `${target} was fenced`);
      requestSchedule(state, `${target} was fenced`);
    }
    return;
  }
  if (record.outcome !== 'failed') {
    retryFencing(state, target);
    return;
  }
  const failures = (state.fencingFailures.get(target) ?? 0) + 1;
  state.fencingFailures.set(target, failures);
  const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), state.times.fencingRetry);
  beginWait(state, `fencing-retry/${target}`, `time to try fencing ${target} again`, state.now + pause, {
    kind: 'fencing-retry',
    target,
  });
}
