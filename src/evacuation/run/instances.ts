import { byPriority, type InstanceSight, reasonToSkip } from '../model/instance.ts';
import type { CallOutcome } from './event.ts';
import { note, send } from './send.ts';
import type { InstanceState, ResponseState } from './state.ts';

const ENDED: ReadonlySet<InstanceState['phase']> = new Set(['moved', 'failed', 'skipped', 'gone']);
/** Of these Nova may be doing something. */
const UNDER_WAY: ReadonlySet<InstanceState['phase']> = new Set(['calling', 'moving', 'resetting']);

/** The instances of the given-up host: those to be evacuated, and the others with the reason (S2.35). */
export function takeInstances(state: ResponseState, sights: readonly InstanceSight[], at: number): void {
  const { selection } = state.order;
  const compare = byPriority(selection);
  for (const { instance, record } of [...sights].sort((a, b) => compare(a.instance, b.instance))) {
    if (state.instances.has(instance.id)) continue;
    const reason = reasonToSkip(instance, selection);
    // Records of former incidents may stay as if under way for ever; the instance itself tells whether one is.
    const isMoving = reason === null && (instance.status === 'REBUILD' || instance.taskState !== null);
    state.instances.set(instance.id, {
      instance,
      phase: reason !== null ? 'skipped' : isMoving ? 'moving' : 'waiting',
      tries: isMoving ? 1 : 0,
      calledAt: isMoving ? at : null,
      isUnanswered: false,
      failingSince: null,
      knownRecord: isMoving ? null : (record?.id ?? null),
      nextTryAt: at,
      host: instance.host,
      words: reason ?? (isMoving ? 'something was under way for it already' : ''),
      endedAt: reason !== null ? at : null,
    });
  }
}

export function isOver(state: ResponseState): boolean {
  return [...state.instances.values()].every(({ phase }) => ENDED.has(phase));
}

export function countUnderWay(state: ResponseState): number {
  return [...state.instances.values()].filter(({ phase }) => UNDER_WAY.has(phase)).length;
}

/** Sends as many evacuation calls as may be under way, and looks at those that are. */
export function goOn(state: ResponseState, at: number): void {
  const { order, instances } = state;
  // Nothing is evacuated but after a reading that said off, in this life of the engine (S2.1).
  if (state.confirmedOffAt === null) return;
  let underWay = countUnderWay(state);
  for (const entry of instances.values()) {
    if (underWay >= order.limits.parallel) break;
    if (entry.phase !== 'waiting' || entry.nextTryAt > at) continue;
    const target = order.isReserveTarget ? order.reserve : null;
    if (target === order.host) throw new Error('an evacuation to its own source');
    entry.phase = 'calling';
    entry.tries++;
    entry.calledAt = at;
    entry.isUnanswered = false;
    underWay++;
    send(state, { kind: 'evacuate', instance: entry.instance.id, target });
  }
  const watched = [...instances.values()].filter(({ phase }) => phase === 'moving');
  const isLooking = [...state.inFlight.values()].some(({ kind }) => kind === 'look');
  if (watched.length === 0 || isLooking) return;
  if (state.lookAt !== null && at < state.lookAt) return;
  state.lookAt = at + order.limits.lookMs;
  send(state, { kind: 'look', instances: watched.map(({ instance }) => instance.id) });
}

/** The answer to an evacuation call. */
export function takeAnswer(
  state: ResponseState,
  id: string,
  outcome: CallOutcome,
  words: string,
  at: number,
): void {
  const entry = state.instances.get(id);
  if (entry === undefined || entry.phase !== 'calling') return;
  entry.words = words;
  if (outcome !== 'failed') entry.failingSince = null;
  switch (outcome) {
    case 'done':
      entry.phase = 'moving';
      return;
    case 'unknown':
      // It may have been obeyed: only looking tells.
      entry.phase = 'moving';
      entry.isUnanswered = true;
      return;
    case 'failed':
      takeNoService(state, entry, at);
      return;
    case 'refused':
      fail(state, entry, at);
      return;
  }
}

/** Nova takes no call just now: an outage is waited out, and costs no try. */
function takeNoService(state: ResponseState, entry: InstanceState, at: number): void {
  const { novaMs, retryMs } = state.order.limits;
  entry.failingSince ??= at;
  if (at - entry.failingSince >= novaMs) {
    fail(state, entry, at);
    return;
  }
  entry.tries--;
  entry.phase = 'waiting';
  entry.nextTryAt = at + retryMs;
}

/** The answer to a reset. Only one that was obeyed clears the way; else a look shows what is, and it is reset again. */
export function takeReset(
  state: ResponseState,
  id: string,
  outcome: CallOutcome,
  words: string,
  at: number,
): void {
  const entry = state.instances.get(id);
  if (entry?.phase !== 'resetting') return;
  if (outcome === 'done') retry(state, entry, at);
  else if (outcome === 'refused') fail(state, entry, at, words);
  else entry.phase = 'moving';
}

/** What Nova shows of instances that move. */
export function takeSights(
  state: ResponseState,
  asked: readonly string[],
  sights: readonly InstanceSight[],
  at: number,
): void {
  const found = new Map(sights.map((sight) => [sight.instance.id, sight]));
  for (const id of asked) {
    const entry = state.instances.get(id);
    if (entry?.phase !== 'moving') continue;
    const sight = found.get(id);
    if (sight === undefined) finish(state, entry, 'gone', at, 'it was deleted');
    else takeSight(state, entry, sight, at);
  }
}

/** Nova shows nothing: what moves is given to people when that lasts. */
export function takeBlindness(state: ResponseState, at: number): void {
  const { novaMs, moveMs } = state.order.limits;
  state.blindSince ??= at;
  if (at - state.blindSince < Math.max(novaMs, moveMs)) return;
  for (const entry of state.instances.values())
    if (entry.phase === 'moving') fail(state, entry, at, 'Nova does not show what became of it');
}

function takeSight(
  state: ResponseState,
  entry: InstanceState,
  { instance, record }: InstanceSight,
  at: number,
): void {
  const { host } = state.order;
  const { moveMs, settleMs } = state.order.limits;
  entry.host = instance.host;
  const status = record === null || record.id === entry.knownRecord ? null : record.status;
  const waited = at - (entry.calledAt ?? at);
  const isElsewhere = instance.host !== null && instance.host !== host;
  if (isElsewhere && instance.taskState === null && status !== 'under-way') {
    if (instance.status === 'ACTIVE') finish(state, entry, 'moved', at, `active on ${instance.host}`);
    // Its disk may be in use there already: another call could start it twice.
    else fail(state, entry, at, `it is on ${instance.host}, but its status is ${instance.status}`);
    return;
  }
  if (isElsewhere || status === 'under-way') {
    // What another compute service may still be working on is not begun a second time.
    if (waited >= moveMs)
      fail(state, entry, at, `Nova has not finished after ${Math.round(waited / 1000)} s`);
    return;
  }
  if (instance.taskState !== null) {
    if (waited >= moveMs) reset(state, entry, at, `${instance.taskState} for ${Math.round(waited / 1000)} s`);
    return;
  }
  if (status === 'failed' || (status === 'over' && instance.status === 'ERROR')) {
    entry.words = `Nova gave up: ${instance.status}`;
    entry.knownRecord = record?.id ?? null;
    retry(state, entry, at);
    return;
  }
  // Still at the source, nothing under way. A call shows its effect at once or, where its answer was lost, a little later.
  if (waited < settleMs) return;
  entry.words = entry.isUnanswered
    ? 'the call got no answer, and Nova has no record of it'
    : `the call was taken without effect: ${instance.status}`;
  retry(state, entry, at);
}

function reset(state: ResponseState, entry: InstanceState, at: number, words: string): void {
  entry.words = words;
  const { tries, moveMs, novaMs } = state.order.limits;
  if (entry.tries >= tries || at - (entry.calledAt ?? at) >= moveMs + novaMs) {
    fail(state, entry, at);
    return;
  }
  entry.phase = 'resetting';
  note(state, at, `${entry.instance.name} is stuck (${words}): its state is reset`);
  send(state, { kind: 'reset-state', instance: entry.instance.id });
}

function retry(state: ResponseState, entry: InstanceState, at: number): void {
  if (entry.tries >= state.order.limits.tries) {
    fail(state, entry, at);
    return;
  }
  entry.phase = 'waiting';
  entry.nextTryAt = at + state.order.limits.retryMs;
}

/** Nothing more is done for any instance: what is not ended has failed. */
export function failRest(state: ResponseState, at: number, words: string): void {
  for (const entry of state.instances.values()) if (!ENDED.has(entry.phase)) fail(state, entry, at, words);
}

function fail(state: ResponseState, entry: InstanceState, at: number, words = entry.words): void {
  finish(state, entry, 'failed', at, words);
}

function finish(
  state: ResponseState,
  entry: InstanceState,
  phase: 'moved' | 'failed' | 'gone',
  at: number,
  words: string,
): void {
  entry.phase = phase;
  entry.endedAt = at;
  entry.words = words;
  note(state, at, `${entry.instance.name}: ${phase}: ${words}`);
}

/** After the engine’s death: calls that left may have been obeyed. */
export function takeCrash(state: ResponseState, at: number): void {
  for (const entry of state.instances.values()) {
    if (entry.phase === 'calling') {
      entry.phase = 'moving';
      entry.isUnanswered = true;
      // It may reach Nova as late as now.
      entry.calledAt = at;
    } else if (entry.phase === 'resetting') entry.phase = 'moving';
  }
  state.lookAt = null;
}
