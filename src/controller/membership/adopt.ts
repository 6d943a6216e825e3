import type { XmlElement } from '../../cib/xml/element.ts';
import { readKept } from '../cib/kept.ts';
import { clearHistory, clearTransientAttributes, setNodeState } from '../cib/node-status.ts';
import { countChange } from '../cib/version.ts';
import { emit, isDc, log, nameOf } from '../emit.ts';
import { confirmationText, wasTurnedOff } from '../fencing/answers.ts';
import { tellUnknownRecords } from '../fencing/history.ts';
import { endJob } from '../fencing/job.ts';
import { reviewFenceRequests } from '../fencing/requests.ts';
import type { Member } from '../model/member.ts';
import type { MessageBody } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { reviewRequests } from '../requests/proposals.ts';
import { selfFence } from '../self-fencing/self-fence.ts';
import { requestSchedule } from '../transition/abort.ts';
import { cancelOwnRecurring } from '../transition/own-operations.ts';
import { endWait } from '../waits.ts';
import { askForCopy } from './chain.ts';
import { removeMember } from './departure.ts';
import { awaitInFlight } from './in-flight.ts';
import { forgetMigrationTargets } from './migration-targets.ts';
import { beginView } from './standing.ts';

type Snapshot = Extract<MessageBody, { kind: 'snapshot' }>;

/** Takes over the snapshot that ends a round; then everybody lets the newcomers in, alike. */
export function adoptWinner(state: ControllerState, from: number, snapshot: Snapshot): void {
  if (state.hellos === null || from !== state.winner) return;
  const cib = cibOf(state, from, snapshot);
  // The round runs out, and the others go on without a winner whose CIB nobody can read.
  if (cib === null) return;
  const { hellos } = state;
  const members = [...hellos.values()].map((hello) => hello.member);
  const apart = whoWasApart(hellos, from);
  const { excluded } = state.replicated;
  const wasDc = state.uuid !== null;
  const isOtherMemory = snapshot.replicated.memory !== state.replicated.memory;
  takeOver(state, cib, snapshot);
  state.replicated.excluded = excluded;
  state.hellos = null;
  state.winner = null;
  endWait(state, 'synchronization');
  for (const nodeId of apart) removeMember(state, nodeId);
  letIn(state, members);
  beginView(state);
  reviewRequests(state, isOtherMemory);
  state.buffer = [...snapshot.buffered, ...state.buffer.slice(state.bufferMark)];
  state.bufferMark = 0;
  reviewFenceRequests(state);
  if (wasDc && isDc(state)) awaitInFlight(state);
  else if (wasDc) resignDc(state);
  reconcileOwnOperations(state);
  requestSchedule(state, 'the membership has grown');
}

/** Takes over the copy that this node asked for. */
export function adoptCopy(state: ControllerState, from: number, snapshot: Snapshot): void {
  if (!state.awaitsCopy) return;
  if (snapshot.replicated.view !== state.replicated.view) {
    endWait(state, 'copy');
    askForCopy(state, 'the members have changed while the copy was on its way');
    return;
  }
  const cib = cibOf(state, from, snapshot);
  if (cib === null) return;
  takeOver(state, cib, snapshot);
  state.bufferMark = 0;
  endWait(state, 'copy');
  reconcileOwnOperations(state);
}

/**
 * Members whose last view is not the winner's. They have seen it lose others, or be lost, where the membership service never
 * told the winner so (Corosync, whose ring breaks again before it has told of the last break), and have acted on that: what they run is
 * not what the winner has on record of them.
 */
function whoWasApart(hellos: NonNullable<ControllerState['hellos']>, winner: number): readonly number[] {
  const view = hellos.get(winner)?.view;
  return [...hellos].filter(([, hello]) => hello.view !== view).map(([nodeId]) => nodeId);
}

/** The CIB of a snapshot; `null`, and said so, when it cannot be read: it is as if it had not come. */
function cibOf(state: ControllerState, from: number, { cib }: Snapshot): XmlElement | null {
  const read = readKept(cib);
  if (read.ok) return read.value;
  const why = read.problems[0]?.message ?? 'it is no CIB';
  log(
    state,
    'error',
    'HWS-CTL-072',
    `The CIB that ${nameOf(state, from)} sent cannot be read and is not taken over: ${why}`,
  );
  return null;
}

function takeOver(state: ControllerState, cib: XmlElement, snapshot: Snapshot): void {
  state.cib = cib;
  const remembered = state.replicated.fencing;
  // The message may be shared by all nodes of one process.
  state.replicated = structuredClone(snapshot.replicated) as ControllerState['replicated'];
  state.chain.clear();
  state.checks.clear();
  state.chain.set(state.replicated.applied, state.replicated.chain);
  state.phase = 'ready';
  state.awaitsCopy = false;
  state.wasSynchronized = true;
  tellUnknownRecords(state, remembered);
}

/** Makes members of those who are new to the winner's cluster, and of the winner at a cold start. */
function letIn(state: ControllerState, members: readonly Member[]): void {
  const { replicated, cib } = state;
  const present = new Set(members.map(({ nodeId }) => String(nodeId)));
  for (const id of Object.keys(replicated.members)) if (!present.has(id)) removeMember(state, Number(id));
  for (const member of [...members].sort((a, b) => a.nodeId - b.nodeId)) {
    const id = String(member.nodeId);
    state.names.set(member.nodeId, member.name);
    if (replicated.dead[id] === member.incarnation) {
      if (replicated.members[id] !== undefined) removeMember(state, member.nodeId);
      if (member.nodeId === state.options.self.nodeId)
        selfFence(state, 'this node was fenced while it was away');
      continue;
    }
    if (replicated.members[id]?.incarnation === member.incarnation) continue;
    if (replicated.members[id] !== undefined) removeMember(state, member.nodeId);
    delete replicated.dead[id];
    delete replicated.pledges[id];
    // Nobody relies any more on what it pledged before the others had lost it.
    if (member.nodeId === state.options.self.nodeId) state.selfFencing.pledgedMs = null;
    replicated.members[id] = member;
    replicated.known[id] = member;
    replicated.seniority.push(member.nodeId);
    replicated.leaving = replicated.leaving.filter((leaving) => leaving !== id);
    state.vanished.delete(member.nodeId);
    endWait(state, `process-return/${member.nodeId}`);
    state.strangers.delete(member.nodeId);
    endWait(state, `stranger/${member.nodeId}`);
    dropFencing(state, member);
    // Its services may run on: what it runs is found out by probes.
    forgetMigrationTargets(state, id);
    clearHistory(cib, id);
    clearTransientAttributes(cib, id);
    setNodeState(cib, id, member.name, { inCcm: true, crmd: 'online', join: 'member', expected: 'member' });
    countChange(cib, 'status');
    log(state, 'notice', 'HWS-CTL-013', `${member.name} is a member of the cluster`, { node: member.name });
  }
}

/**
 * A node that has begun a new life need not be fenced for its old one. When only switching on was left, the fencing is
 * done: that is how the node came back. An agent that is at work may still switch the new life off: it is waited for, lest
 * the node stays off. What clients want is begun anew.
 */
function dropFencing(state: ControllerState, { name, incarnation }: Member): void {
  const job = state.jobs.get(name);
  if (job === undefined || job.outcome !== null) return;
  if (wasTurnedOff(job)) {
    endJob(state, job, 'confirmed', confirmationText(job));
    return;
  }
  if (job.current?.step.action === 'off') {
    job.incarnation = incarnation;
    job.isOvertaken = true;
    return;
  }
  state.jobs.delete(name);
  endWait(state, `fencing/${name}`);
  log(state, 'notice', 'HWS-CTL-054', `${name} is back: its fencing is given up`, { target: name });
}

/** Operations of this node that the cluster does not know of any more come to their end unheard. */
function reconcileOwnOperations(state: ControllerState): void {
  const { recurring, operations } = state.replicated;
  for (const [key, { order }] of [...state.recurringEffects]) {
    if (recurring[key] === undefined && operations[order.transitionKey] === undefined)
      cancelOwnRecurring(state, key);
  }
}

/** This node is not the DC any more: what only the DC knows is dropped. */
export function resignDc(state: ControllerState): void {
  state.uuid = null;
  state.transition = null;
  state.upkeep = null;
  state.pronounced = null;
  state.proposals.length = 0;
  for (const { target, origin } of state.replicated.fenceRequests) {
    if (origin.nodeId !== state.options.self.nodeId) continue;
    const { requestId } = origin;
    log(state, 'warning', 'HWS-CTL-014', `Fencing of ${target} goes on under another DC`, { requestId });
  }
  state.jobs.clear();
  state.strangers.clear();
  for (const id of [...state.waits.keys()]) {
    if (
      /^(?:operation|order|departure|upkeep|stranger|recheck|fencing|fencing-retry|foundation|late-foundation)(?:\/|$)/.test(
        id,
      )
    )
      endWait(state, id);
  }
  emit(state, {
    kind: 'log',
    record: {
      severity: 'notice',
      code: 'HWS-CTL-015',
      message: `${nameOf(state, state.replicated.seniority[0] ?? 0)} is the DC now`,
      values: {},
    },
  });
}
