import { isTrue } from '../../result/boolean.ts';
import { clusterProperty, isOptionOn, propertyMs } from '../cib/property.ts';
import { emit, log, nameOf, newEffectId, send } from '../emit.ts';
import { isMajority } from '../membership/majority.ts';
import { ignoresQuorum } from '../membership/standing.ts';
import type { ControllerState } from '../model/state.ts';
import { beginWait, endWait } from '../waits.ts';

/** For what a probe that took its time may prove too much, and for timers that are late. */
const MARGIN_MS = 4000;
const LEASE_MS = 16_000;

/** How long own messages may stay away before the others may have lost this node, ms. */
export function leaseMs({ options }: ControllerState): number {
  return options.leaseMs?.() ?? LEASE_MS;
}

/** What a pledge leaves for the proof that this node is heard, ms: then the watchdog needs its time. */
export function patienceMs(pledgedMs: number, resetMs: number): number {
  return pledgedMs - resetMs - MARGIN_MS;
}

/**
 * A member of a primary view arms its watchdog, and pledges to the others that it will be gone a certain time after they
 * have lost it. They may rely on what has been delivered; this node is bound from the moment it is sent, and by what it
 * pledged before until all of them have heard the new one.
 */
export function keepPledge(state: ControllerState): void {
  const { options, selfFencing, replicated, waits } = state;
  const { self } = options;
  // A daemon that feeds the watchdog before it is of a primary view would keep alive what an earlier life left running.
  if (!self.hasWatchdog || replicated.standing !== 'primary') return;
  if (!selfFencing.isArmed) {
    selfFencing.isArmed = true;
    const effectId = newEffectId(state);
    state.running.set(effectId, { kind: 'arm-watchdog' });
    emit(state, { kind: 'arm-watchdog', effectId });
    return;
  }
  // Alone there is nobody to pledge to, and nobody who could be told that it counts no longer.
  if (selfFencing.resetMs === null || waits.has('pledge') || replicated.seniority.length < 2) return;
  const ms = wantedMs(state, selfFencing.resetMs);
  if ((replicated.pledges[self.nodeId] ?? null) === ms && selfFencing.pledgedMs === ms) return;
  if (ms !== null) {
    selfFencing.provenAt = selfFencing.pledgedMs === null ? state.now : selfFencing.provenAt;
    selfFencing.pledgedMs = Math.min(selfFencing.pledgedMs ?? ms, ms);
  }
  selfFencing.saidMs = ms;
  selfFencing.heardBy.clear();
  send(state, { kind: 'pledge', ms });
  const what = 'own pledge to stop when the others have lost this node';
  beginWait(state, 'pledge', what, state.now + state.times.delivery, { kind: 'pledge' });
}

/** The others have seen this node leave in good order: they rely on its end no longer. Elsewhere they may. */
export function onLeftGroup(state: ControllerState): void {
  state.phase = 'leaving';
  if (state.quorum.isQuorate) state.selfFencing.pledgedMs = null;
}

/** The watchdog is armed, or cannot be. */
export function onArmed(state: ControllerState, resetMs: number | null): void {
  state.selfFencing.resetMs = resetMs;
  if (resetMs !== null) return;
  log(state, 'error', 'HWS-CTL-066', 'The watchdog cannot be armed: the others do not rely on it');
}

/** Pledged is what the operator allows for it, and never less than it takes. */
function wantedMs(state: ControllerState, resetMs: number): number | null {
  const allowed = watchdogTimeoutMs(state);
  return allowed === null ? null : Math.max(allowed, leaseMs(state) + resetMs + MARGIN_MS);
}

/** `stonith-watchdog-timeout`; `null` when watchdogs are not to be relied on. */
function watchdogTimeoutMs(state: ControllerState): number | null {
  const text = clusterProperty(state.cib, 'stonith-watchdog-timeout');
  if (text === null || ignoresQuorum(state)) return null;
  if (!isOptionOn(state.cib, 'stonith-enabled')) return null;
  // Below nought: as long as it takes.
  if (text.trim().startsWith('-')) return 0;
  const ms = propertyMs(state.cib, 'stonith-watchdog-timeout', 0);
  return ms > 0 ? ms : null;
}

/** A member has pledged, or takes its pledge back. */
export function onPledge(state: ControllerState, from: number, ms: number | null): void {
  const { replicated, options } = state;
  const isTaken = ms !== null && watchdogTimeoutMs(state) !== null;
  if (isTaken) replicated.pledges[from] = ms;
  else delete replicated.pledges[from];
  const whose = nameOf(state, from);
  const text = isTaken
    ? `Should ${whose} be lost, its watchdog will have stopped it ${Math.ceil(ms / 1000)} s later`
    : `The watchdog of ${whose} is not relied on`;
  log(state, 'notice', 'HWS-CTL-067', text, { node: whose, ms });
  if (from !== options.self.nodeId) send(state, { kind: 'pledge-heard', nodeId: from, ms });
}

/** A member has heard a pledge: when it was the last one to, the pledge stands in the place of any before. */
export function onPledgeHeard(state: ControllerState, from: number, nodeId: number, ms: number | null): void {
  const { replicated, options, selfFencing } = state;
  if (nodeId !== options.self.nodeId || ms !== selfFencing.saidMs) return;
  selfFencing.heardBy.add(from);
  if (!replicated.seniority.every((id) => id === nodeId || selfFencing.heardBy.has(id))) return;
  selfFencing.pledgedMs = ms;
  endWait(state, 'pledge');
}

/**
 * The configuration has changed, for all at the same point of the order. Where watchdogs are not to be relied on any more, no
 * pledge of before counts ever again: who gave it is free once it hears of this, and that need not be known here.
 */
export function reviewPledges(state: ControllerState): void {
  if (watchdogTimeoutMs(state) === null) state.replicated.pledges = {};
}

/**
 * Time after which a lost node has stopped itself for certain; `null` when that is not to be relied on: it never pledged
 * to, it may still be there, or it may hold itself for the part of the cluster that goes on.
 */
export function watchdogWaitMs(state: ControllerState, nodeId: number): number | null {
  return state.group.includes(nodeId) ? null : pledgeOf(state, nodeId);
}

/** Within which time a member that is heard is gone when it is told to stop itself; `null` when it has not pledged. */
export function pledgeOfMember(state: ControllerState, nodeId: number): number | null {
  return state.replicated.members[nodeId] === undefined ? null : pledgeOf(state, nodeId);
}

function pledgeOf(state: ControllerState, nodeId: number): number | null {
  const { replicated } = state;
  const allowed = watchdogTimeoutMs(state);
  const pledge = replicated.pledges[nodeId];
  if (allowed === null || pledge === undefined) return null;
  // Without more than half of all nodes (two_node), the lost one may be as quorate as this part.
  const isOnlyOne =
    replicated.standing === 'primary' &&
    isTrue(state.cib.get('have-quorum')) &&
    isMajority(state, replicated.seniority);
  return isOnlyOne ? Math.max(pledge, allowed) : null;
}
