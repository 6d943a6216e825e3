import { cibVersion, compareCibVersions, formatCibVersion } from '../../cib/version.ts';
import { configurationName } from '../cib/version.ts';
import { log, nameOf, send } from '../emit.ts';
import type { MessageBody } from '../model/message.ts';
import type { ReplicatedState } from '../model/replicated.ts';
import type { ControllerState } from '../model/state.ts';
import { beginWait, endWait, endWaits } from '../waits.ts';
import { fullDigest } from './full-digest.ts';

type Hello = Extract<MessageBody, { kind: 'hello' }>;

/** Begins a round: every member says hello, and deliveries are kept until the winner's snapshot is there. */
export function beginSynchronization(state: ControllerState, saysHello = true): void {
  state.phase = 'synchronizing';
  // Asked for or not yet: it is not the CIB of the others.
  state.awaitsCopy ||= state.waits.has('copy');
  state.hellos = new Map();
  state.winner = null;
  state.transition = null;
  state.upkeep = null;
  endWait(state, 'copy');
  endWait(state, 'upkeep');
  endWaits(state, 'operation/');
  endWaits(state, 'departure/');
  if (saysHello) sayHello(state);
  waitForRound(state, 'hello of all members');
}

function waitForRound(state: ControllerState, what: string): void {
  const deadline = state.now + state.times.synchronization;
  beginWait(state, 'synchronization', what, deadline, { kind: 'synchronization' });
}

function sayHello(state: ControllerState): void {
  send(state, {
    kind: 'hello',
    member: state.options.self,
    members: state.group,
    version: cibVersion(state.cib),
    digest: configurationName(state.cib),
    descent: state.replicated.descent,
    isBehind: state.awaitsCopy,
    view: state.replicated.view,
    isPrimary: state.replicated.standing === 'primary',
    wasSynchronized: state.wasSynchronized,
  });
}

/**
 * A hello has come. That of a member that had been left out begins a new round, and so does one from a later view than ours:
 * its sender has seen the group change, which the membership service did not tell us (Corosync, after a link that carried
 * one way only).
 */
export function onHello(state: ControllerState, from: number, hello: Hello): void {
  state.names.set(from, hello.member.name);
  if (!sameMembers(hello.members, state.group)) return;
  const isUnseen =
    state.phase === 'ready' && from !== state.options.self.nodeId && hello.view > state.replicated.view;
  if (isUnseen || state.replicated.excluded.includes(from)) {
    state.replicated.excluded = state.replicated.excluded.filter((id) => id !== from);
    // All begin anew at this point of the order, so that all know the same hellos.
    beginSynchronization(state, from !== state.options.self.nodeId);
    state.hellos = new Map([[from, hello]]);
    completeRound(state);
    return;
  }
  if (state.hellos === null || state.winner !== null || state.hellos.has(from)) return;
  state.hellos.set(from, hello);
  completeRound(state);
}

/** The others go on without these. */
export function onExclude(state: ControllerState, missing: readonly number[]): void {
  if (state.hellos === null) return;
  const { self } = state.options;
  for (const id of missing) {
    if (!state.group.includes(id) || state.replicated.excluded.includes(id)) continue;
    state.replicated.excluded.push(id);
    state.hellos.delete(id);
    log(
      state,
      'error',
      'HWS-CTL-011',
      `${nameOf(state, id)} did not take part in the synchronization: left out`,
    );
  }
  if (missing.includes(self.nodeId)) {
    sayHello(state);
    waitForRound(state, 'being let in again');
    return;
  }
  state.winner = null;
  completeRound(state);
}

/** When all hellos are there, all know the same winner, and that one sends its CIB. */
function completeRound(state: ControllerState): void {
  const { hellos, group, options } = state;
  if (hellos === null) return;
  const expected = group.filter((id) => !state.replicated.excluded.includes(id));
  if (expected.length === 0 || expected.some((id) => !hellos.has(id))) return;
  const winner = chooseWinner(hellos);
  state.winner = winner;
  state.bufferMark = state.buffer.length;
  waitForRound(state, `CIB of ${nameOf(state, winner)}`);
  if (winner !== options.self.nodeId) return;
  const { cib, digest } = fullDigest(state);
  const replicated = { ...structuredClone(state.replicated), ...latest(state, hellos) };
  send(state, { kind: 'snapshot', target: null, cib, replicated, digest, buffered: state.buffer.slice() });
}

/**
 * What an operator vouched for, then what has come farthest, then who does not wait for a copy, then the higher version,
 * then who is primary to this moment or was in a running cluster with it and saw more updates of the status there, then
 * the lowest node id.
 */
function chooseWinner(hellos: ReadonlyMap<number, Hello>): number {
  let best: Hello | null = null;
  for (const hello of hellos.values()) if (best === null || isBetter(hello, best)) best = hello;
  return (best as Hello).member.nodeId;
}

function isBetter(a: Hello, b: Hello): boolean {
  for (const part of ['vouched', 'foundation', 'lineage'] as const) {
    if (a.descent[part] !== b.descent[part]) return a.descent[part] > b.descent[part];
  }
  if (a.isBehind !== b.isBehind) return b.isBehind;
  // Only the configuration was on disk, so only it can be compared with a CIB that was.
  const order = compareCibVersions({ ...a.version, numUpdates: 0 }, { ...b.version, numUpdates: 0 });
  if (order !== 0) return order > 0;
  if (a.isPrimary !== b.isPrimary) return a.isPrimary;
  if (a.wasSynchronized !== b.wasSynchronized) return a.wasSynchronized;
  const updates = a.version.numUpdates - b.version.numUpdates;
  return updates !== 0 ? updates > 0 : a.member.nodeId < b.member.nodeId;
}

/** What all who said hello have come to: the next view and the next lineage are later than any of theirs. */
function latest(
  { replicated }: ControllerState,
  hellos: ReadonlyMap<number, Hello>,
): Pick<ReplicatedState, 'view' | 'descent'> {
  const all = [...hellos.values()];
  const lineage = Math.max(...all.map(({ descent }) => descent.lineage));
  return { view: Math.max(...all.map(({ view }) => view)), descent: { ...replicated.descent, lineage } };
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** The round has not come to its end in time: the lowest of those who spoke leaves the silent ones out. */
export function onSynchronizationDeadline(state: ControllerState): void {
  const { hellos, group, options, winner } = state;
  if (hellos === null) return;
  const { excluded } = state.replicated;
  if (excluded.includes(options.self.nodeId)) {
    sayHello(state);
    waitForRound(state, 'being let in again');
    return;
  }
  const missing =
    winner === null ? group.filter((id) => !hellos.has(id) && !excluded.includes(id)) : [winner];
  const speakers = [...hellos.keys()].filter((id) => !missing.includes(id)).sort((a, b) => a - b);
  log(
    state,
    'warning',
    'HWS-CTL-012',
    `Still waiting for ${missing.map((id) => nameOf(state, id)).join(', ')} to synchronize ${formatCibVersion(cibVersion(state.cib))}`,
  );
  if (missing.includes(options.self.nodeId)) sayHello(state);
  else if (speakers[0] === options.self.nodeId) send(state, { kind: 'exclude', missing });
  waitForRound(state, 'synchronization');
}
