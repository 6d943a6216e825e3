import type { CallOutcome, IncidentEnd, Occasion, ResponseEffect, ResponseEvent } from './event.ts';
import { absenceText, isJudgedLost, isOld, wasAbsent } from './freshness.ts';
import {
  countUnderWay,
  failRest,
  goOn,
  isOver,
  takeAnswer,
  takeBlindness,
  takeCrash,
  takeInstances,
  takeReset,
  takeSights,
} from './instances.ts';
import { enter, note, send, tell } from './send.ts';
import type { ResponseState, Stage } from './state.ts';

/** Shares of the longest absence: how old a judgement may be when leave comes, and when the host is disabled. */
const LEAVE_SHARE = 0.5;
const DISABLE_SHARE = 0.5;
const MOST_LATE_LEAVES = 3;

/**
 * One step of a response: takes an event, changes the state, answers with what is to be done. An event has to be on the
 * disk before any effect that follows from it leaves. Answers nobody waits for are left out.
 */
export function step(state: ResponseState, event: ResponseEvent): readonly ResponseEffect[] {
  state.effects = [];
  if (event.kind === 'told') takeTold(state, event.occasion, event.at);
  if (state.stage === 'ended') {
    if (event.kind === 'resume') resumeEnded(state, event.at);
    closeWhenTold(state, event.at);
    return state.effects;
  }
  if (event.kind !== 'begin' && wasAbsent(state, event)) {
    if (leaveToPeople(state, event.at, absenceText(state, event.at))) {
      state.lastAt = event.at;
      return state.effects;
    }
    state.rechecksDone = 0;
    state.judged = null;
  }
  switch (event.kind) {
    case 'begin':
      note(state, event.at, `incident of ${state.order.host} begins`);
      enter(state, 'rechecking', event.at);
      work(state, event.at);
      break;
    case 'tick':
      takeTick(state, event.at);
      break;
    case 'resume':
      resume(state, event.at);
      break;
    case 'told':
      break;
    case 'abandon':
      if (!leaveToPeople(state, event.at, event.why)) end(state, 'held', event.at, event.why);
      break;
    default:
      takeReply(state, event);
  }
  state.lastAt = event.at;
  return state.effects;
}

/** When the next `tick` is due, epoch ms; `null` when only an answer can bring the response on. */
export function nextWake(state: ResponseState): number | null {
  if (state.stage === 'ended') {
    if (state.endedAt !== null) return null;
    return state.stageSince + state.order.limits.noticeMs;
  }
  if (state.stage !== 'evacuating') return state.retryAt;
  // A reading is awaited first.
  if (state.confirmedOffAt === null) return null;
  const entries = [...state.instances.values()];
  const times: number[] = [];
  if (countUnderWay(state) < state.order.limits.parallel)
    times.push(...entries.filter(({ phase }) => phase === 'waiting').map(({ nextTryAt }) => nextTryAt));
  const isLooking = [...state.inFlight.values()].some(({ kind }) => kind === 'look');
  if (state.lookAt !== null && !isLooking && entries.some(({ phase }) => phase === 'moving'))
    times.push(state.lookAt);
  return times.length === 0 ? null : Math.min(...times);
}

/** Does what the present stage needs to have done. */
function work(state: ResponseState, at: number): void {
  const { order } = state;
  state.retryAt = null;
  switch (state.stage) {
    case 'rechecking':
      send(state, { kind: 'judge' });
      return;
    case 'remedying': {
      const remedy = order.remedies[state.remediesDone];
      if (state.isRemedyObeyed) send(state, { kind: 'judge' });
      else if (remedy !== undefined) send(state, { kind: 'remedy', remedy });
      else giveUp(state, at);
      return;
    }
    case 'asking-leave':
      // Remedies take their time, and so does another life of the engine: only who is lost now is given up.
      send(state, { kind: isJudgedLost(state, at) ? 'ask-leave' : 'judge' });
      return;
    case 'isolating':
      if (state.isDisabled) send(state, { kind: 'force-down' });
      else if (!isJudgedLost(state, at, order.limits.absenceMs * DISABLE_SHARE))
        advance(state, 'asking-leave', at);
      else {
        state.mayBeDisabled = true;
        send(state, { kind: 'disable' });
      }
      return;
    case 'powering-off':
      send(state, { kind: 'power-off' });
      return;
    case 'agreeing':
      send(state, { kind: 'ask-service' });
      return;
    case 'reserving':
      if (order.reserve === null) advance(state, 'listing', at);
      else send(state, { kind: 'enable-reserve', host: order.reserve });
      return;
    case 'listing':
      send(state, { kind: 'list-instances' });
      return;
    case 'evacuating':
      // A reading grows old, and a new life of the engine sees for itself that the host is off.
      if (isOld(state.confirmedOffAt, at, order.limits.absenceMs)) state.confirmedOffAt = null;
      if (state.confirmedOffAt === null) {
        if (isOver(state)) endEvacuation(state, at);
        else if (![...state.inFlight.values()].some(({ kind }) => kind === 'power-off'))
          send(state, { kind: 'power-off' });
        return;
      }
      goOn(state, at);
      if (isOver(state)) endEvacuation(state, at);
      return;
    case 'ended':
      return;
  }
}

function advance(state: ResponseState, stage: Stage, at: number): void {
  enter(state, stage, at);
  work(state, at);
}

function takeTick(state: ResponseState, at: number): void {
  if (state.stage === 'evacuating') {
    work(state, at);
    return;
  }
  if (state.retryAt !== null && at >= state.retryAt) work(state, at);
}

function resume(state: ResponseState, at: number): void {
  note(state, at, 'another life of the engine goes on');
  const lost = [...state.inFlight.values()];
  state.inFlight.clear();
  // A remedy is not repeated: what it did shows when the host is judged.
  if (lost.some(({ kind }) => kind === 'remedy')) state.isRemedyObeyed = true;
  state.confirmedOffAt = null;
  takeCrash(state, at);
  for (const occasion of state.untold) tell(state, occasion);
  if (state.stage === 'isolating' && !state.isDisabled) {
    state.judged = null;
    enter(state, 'asking-leave', at);
  }
  work(state, at);
}

/** Ends what may harm a host and must not be gone on with; false where the host is judged anew in any case. */
function leaveToPeople(state: ResponseState, at: number, why: string): boolean {
  if (['rechecking', 'remedying', 'asking-leave'].includes(state.stage)) return false;
  failRest(state, at, why);
  state.confirmedOffAt = null;
  end(state, state.stage === 'evacuating' ? 'not-all-evacuated' : 'not-powered-off', at, why);
  return true;
}

/** Notices and the end itself may not have left before the engine died. */
function resumeEnded(state: ResponseState, at: number): void {
  if (state.endedAt === null) state.stageSince = at;
  for (const occasion of state.untold) tell(state, occasion);
  if (state.endedAt !== null && state.end !== null) state.effects.push({ kind: 'end', end: state.end });
}

type Reply = Extract<ResponseEvent, { readonly id: number }>;

function takeReply(state: ResponseState, reply: Reply): void {
  const asked = state.inFlight.get(reply.id);
  if (asked === undefined) return;
  state.inFlight.delete(reply.id);
  const { at } = reply;
  switch (reply.kind) {
    case 'judged':
      state.judged = { verdict: reply.verdict, at };
      if (state.stage === 'asking-leave') takeLastJudgement(state, at);
      else if (state.stage === 'rechecking') takeRecheck(state, reply.verdict, at);
      else takeRemedied(state, reply.verdict, at);
      return;
    case 'called':
      takeCalled(state, asked, reply.outcome, reply.words, at);
      return;
    case 'leave':
      takeLeave(state, reply.isGranted, reply.words, at);
      return;
    case 'powered-off':
      takePowerOff(state, reply.isConfirmedOff, reply.words, at);
      return;
    case 'service':
      if (reply.isDown === true) advance(state, 'reserving', at);
      else again(state, at, 'Nova does not call the compute service down');
      return;
    case 'instances':
      if (reply.instances === null) again(state, at, 'Nova does not list the instances');
      else {
        takeInstances(state, reply.instances, at);
        advance(state, 'evacuating', at);
      }
      return;
    case 'sights':
      if (reply.sights === null) takeBlindness(state, at);
      else if (asked.kind === 'look') {
        state.blindSince = null;
        takeSights(state, asked.instances, reply.sights, at);
      }
      work(state, at);
      return;
  }
}

function takeRecheck(state: ResponseState, verdict: string, at: number): void {
  const { order } = state;
  // What became unknown, or suspect, is no reason to act; what is worse than it was is.
  if (verdict !== 'dead' && verdict !== 'recover') {
    const how = verdict === 'healthy' ? 'healed' : 'held';
    end(state, how, at, `judged ${verdict} when looked at again`);
    return;
  }
  state.rechecksDone++;
  if (state.rechecksDone < order.limits.rechecks) {
    state.retryAt = at + order.limits.recheckMs;
    return;
  }
  if (order.verdict === 'recover') advance(state, 'remedying', at);
  else giveUp(state, at);
}

/** Directly before leave is asked. What became unknown is no reason to act, and none to be quiet about. */
function takeLastJudgement(state: ResponseState, at: number): void {
  const verdict = state.judged?.verdict;
  if (isJudgedLost(state, at)) {
    work(state, at);
    return;
  }
  const how = state.mayBeDisabled ? 'nova-does-not-agree' : verdict === 'healthy' ? 'healed' : 'held';
  const disabled = state.mayBeDisabled ? '; Nova may have disabled it already' : '';
  end(state, how, at, `judged ${verdict} before leave was asked${disabled}`);
}

/** Leave is for the host as it was judged: when that is long ago, it is judged again. */
function takeLeave(state: ResponseState, isGranted: boolean, words: string, at: number): void {
  if (!isGranted) {
    end(state, 'held', at, words);
    return;
  }
  if (isJudgedLost(state, at, state.order.limits.absenceMs * LEAVE_SHARE)) {
    state.isolatingSince ??= at;
    advance(state, 'isolating', at);
    return;
  }
  state.lateLeaves++;
  if (state.lateLeaves >= MOST_LATE_LEAVES) end(state, 'held', at, 'leave comes too late each time');
  else work(state, at);
}

function takeRemedied(state: ResponseState, verdict: string, at: number): void {
  const { limits } = state.order;
  if (verdict === 'healthy') {
    end(state, 'recovered', at, 'healthy after what was tried');
    return;
  }
  if (at - state.stageSince < limits.remedyMs) {
    state.retryAt = at + limits.recheckMs;
    return;
  }
  nextRemedy(state, at, `judged ${verdict} after ${Math.round((at - state.stageSince) / 1000)} s`);
}

function nextRemedy(state: ResponseState, at: number, why: string): void {
  note(state, at, `${state.order.remedies[state.remediesDone]} did not help: ${why}`);
  state.remediesDone++;
  state.isRemedyObeyed = false;
  advance(state, 'remedying', at);
}

/** Nothing helped, or nothing is to be tried. */
function giveUp(state: ResponseState, at: number): void {
  if (state.order.escalation === 'page') end(state, 'power-on-failed', at, 'nothing that was tried helped');
  else advance(state, 'asking-leave', at);
}

function takeCalled(
  state: ResponseState,
  asked: ResponseEffect,
  outcome: CallOutcome,
  words: string,
  at: number,
): void {
  switch (asked.kind) {
    case 'remedy':
      if (outcome === 'done' || outcome === 'unknown') {
        state.isRemedyObeyed = true;
        state.retryAt = at + state.order.limits.recheckMs;
      } else nextRemedy(state, at, words);
      return;
    case 'disable':
    case 'force-down':
      if (outcome !== 'done') {
        again(state, at, `Nova does not ${asked.kind}: ${words}`);
        return;
      }
      if (asked.kind === 'disable') {
        state.isDisabled = true;
        work(state, at);
      } else if (isJudgedLost(state, at, state.order.limits.absenceMs)) advance(state, 'powering-off', at);
      else
        end(
          state,
          'nova-does-not-agree',
          at,
          'the host was judged lost too long ago to be powered off for it',
        );
      return;
    case 'enable-reserve':
      // Without the reserve host the scheduler may still find room; who wants nothing else is told when it does not.
      if (outcome !== 'done') note(state, at, `the reserve host ${asked.host} was not enabled: ${words}`);
      advance(state, 'listing', at);
      return;
    case 'evacuate':
      takeAnswer(state, asked.instance, outcome, words, at);
      work(state, at);
      return;
    case 'reset-state':
      takeReset(state, asked.instance, outcome, words, at);
      work(state, at);
      return;
    default:
      return;
  }
}

function takePowerOff(state: ResponseState, isConfirmedOff: boolean, words: string, at: number): void {
  if (!isConfirmedOff) {
    end(state, 'not-powered-off', at, words);
    return;
  }
  state.confirmedOffAt = at;
  note(state, at, `confirmed off: ${words}`);
  tell(state, 'host-lost');
  if (state.stage === 'powering-off') advance(state, 'agreeing', at);
  else work(state, at);
}

/** Tries the stage’s work again until Nova’s time is up. */
function again(state: ResponseState, at: number, why: string): void {
  const { novaMs, retryMs } = state.order.limits;
  const since = state.stage === 'isolating' ? (state.isolatingSince ?? state.stageSince) : state.stageSince;
  if (at - since >= novaMs) end(state, 'nova-does-not-agree', at, why);
  else state.retryAt = at + retryMs;
}

function endEvacuation(state: ResponseState, at: number): void {
  const failed = [...state.instances.values()].filter(({ phase }) => phase === 'failed').length;
  if (failed === 0) end(state, 'evacuated', at, `${state.instances.size} instances were handled`);
  else
    end(state, 'not-all-evacuated', at, `${failed} of ${state.instances.size} instances are not evacuated`);
}

function end(state: ResponseState, how: IncidentEnd, at: number, why: string): void {
  note(state, at, `${how}: ${why}`);
  state.end = how;
  state.inFlight.clear();
  enter(state, 'ended', at);
  tell(state, how);
}

function takeTold(state: ResponseState, occasion: Occasion, at: number): void {
  state.untold.delete(occasion);
  if (!state.toldAt.has(occasion)) state.toldAt.set(occasion, at);
}

/** The record is closed when people were told, or cannot be. */
function closeWhenTold(state: ResponseState, at: number): void {
  if (state.endedAt !== null || state.end === null) return;
  const isLate = at - state.stageSince >= state.order.limits.noticeMs;
  if (state.untold.size > 0 && !isLate) return;
  if (state.untold.size > 0) note(state, at, `nobody took the notice: ${[...state.untold].join(', ')}`);
  state.endedAt = at;
  state.effects.push({ kind: 'end', end: state.end });
}
