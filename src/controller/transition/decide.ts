import { readCib } from '../../cib/read/cib.ts';
import { writeXml } from '../../cib/write.ts';
import type { DateTime } from '../../result/date-time.ts';
import { AS_LIVE } from '../../scheduler/model/schedule-options.ts';
import { schedule } from '../../scheduler/schedule.ts';
import { knownNodes } from '../cib/node-attribute.ts';
import { propertyMs, startUpMs } from '../cib/property.ts';
import { emit, log } from '../emit.ts';
import { newMembers } from '../membership/upkeep.ts';
import type { ControllerState } from '../model/state.ts';
import { secondsOfDay, timeOfDay } from '../time-of-day.ts';
import { beginWait } from '../waits.ts';
import { isFencing } from './confirm.ts';
import { fireReady } from './fire.ts';
import { planTransition } from './plan.ts';

const RECHECK_MS = 15 * 60_000;
/** Decisions taken in one step, each of which was over at once. */
const MOST_AT_ONCE = 10;

/** The DC's work: carries the transition on, and decides anew when that is asked for and nothing is in flight. */
export function advance(state: ControllerState): void {
  for (let round = 0; round < MOST_AT_ONCE; round++) {
    const { transition } = state;
    if (transition !== null) {
      fireReady(state, transition);
      if (!isOver(state)) return;
      finish(state);
    }
    if (state.scheduleReasons.length === 0) return;
    state.holdReason = holdReason(state);
    if (state.holdReason !== null) return;
    if (!decide(state)) return;
  }
}

/** Nothing is in flight any more, and nothing can be begun. */
function isOver(state: ControllerState): boolean {
  const { transition } = state;
  if (transition === null) return true;
  if (transition.inFlight > 0) return false;
  if (transition.abortReason !== null) return true;
  return !transition.steps.some((step) => step.progress === 'in-flight');
}

function finish(state: ControllerState): void {
  const { transition } = state;
  if (transition === null) return;
  const left = transition.steps.filter((step) => step.progress === 'waiting' || step.progress === 'ready');
  if (transition.abortReason === null && left.length > 0) {
    log(
      state,
      'error',
      'HWS-CTL-033',
      `Transition ${transition.number} ends with ${left.length} actions that nothing makes possible`,
      { transition: transition.number, first: left[0]?.action.key ?? null },
    );
  }
  log(state, 'info', 'HWS-CTL-034', `Transition ${transition.number} is over`, {
    transition: transition.number,
    confirmed: transition.confirmed,
    total: transition.steps.length,
    abortReason: transition.abortReason,
  });
  state.transition = null;
}

/** Why it cannot be decided just now; each of these is a wait with a deadline. */
export function holdReason(state: ControllerState): string | null {
  const { replicated, vanished } = state;
  if (state.upkeep !== null) return 'the states of nodes are being written';
  if (state.waits.has('foundation') && newMembers(state).length > 0)
    return 'new nodes are to be entered in the configuration';
  const stranger = [...state.waits.values()].find(({ end }) => end.kind === 'stranger');
  if (stranger !== undefined) return `awaited: the ${stranger.what}`;
  if (vanished.size > 0) return `the daemon of ${[...vanished.values()].join(', ')} may come back`;
  for (const { order } of Object.values(replicated.operations)) {
    if (!order.isNoWait) return `${order.key} on ${order.node} is in flight`;
  }
  return startUpHold(state);
}

/** At a cold start nodes that are not there yet are given time, before they are fenced as unseen. */
function startUpHold(state: ControllerState): string | null {
  if (state.hasStarted) return null;
  const expected = new Set<number>(state.options.configuredNodes.map(({ nodeId }) => nodeId));
  for (const { id } of knownNodes(state.cib)) if (/^[1-9]\d*$/.test(id)) expected.add(Number(id));
  const missing = [...expected].filter((id) => state.replicated.members[id] === undefined);
  if (state.replicated.transition > 0 || missing.length === 0) {
    state.hasStarted = true;
    return null;
  }
  if (!state.waits.has('start-up')) {
    const deadline = state.now + startUpMs(state.cib);
    beginWait(state, 'start-up', 'nodes that have not been seen yet', deadline, { kind: 'start-up' });
  }
  return 'nodes that have not been seen yet are awaited';
}

/** Runs the scheduler and begins the transition. False when it could not be decided. */
function decide(state: ControllerState): boolean {
  const reasons = state.scheduleReasons.splice(0);
  const number = Math.max(state.replicated.transition, state.lastTransition) + 1;
  const now = effectiveTime(state);
  let cluster: ReturnType<typeof schedule>;
  try {
    cluster = schedule(readCib(state.cib), now, {
      ...AS_LIVE,
      ...(state.options.localOffset === undefined ? {} : { localOffset: state.options.localOffset }),
    });
  } catch (error) {
    log(
      state,
      'error',
      'HWS-CTL-035',
      `The scheduler failed: ${String(error)}; nothing is done until something changes`,
    );
    return false;
  }
  const graph = cluster.graph ?? { header: [], synapses: [] };
  state.lastTransition = number;
  const input = {
    number,
    at: timeOfDay(state),
    cib: writeXml(state.cib),
    reasons,
    actions: graph.synapses.length,
  };
  emit(state, { kind: 'keep-transition', input });
  const recheckAt = state.now + (propertyMs(state.cib, 'cluster-recheck-interval', RECHECK_MS) || RECHECK_MS);
  const deadline =
    cluster.recheckBy === null
      ? recheckAt
      : Math.min(recheckAt, state.now + cluster.recheckBy * 1000 - timeOfDay(state));
  beginWait(state, 'recheck', 'time to look at everything again', deadline, { kind: 'recheck' });
  state.transition = planTransition(cluster, graph, number, state.options.nodeActionLimit);
  log(state, 'info', 'HWS-CTL-036', `Transition ${number}: ${graph.synapses.length} actions`, {
    transition: number,
    actions: graph.synapses.length,
    fencing: state.transition.steps.filter(isFencing).length,
  });
  return true;
}

/** Whole seconds, as the scheduler knows time. */
export function effectiveTime(state: ControllerState): DateTime {
  const epoch = secondsOfDay(state);
  return { epoch, offset: state.options.localOffset?.(epoch) ?? 0 };
}
