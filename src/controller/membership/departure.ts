import { log, nameOf } from '../emit.ts';
import { onWithdrawn } from '../fencing/requests.ts';
import type { Departure } from '../model/member.ts';
import type { ControllerState } from '../model/state.ts';
import { forgetAttributes } from '../requests/attribute.ts';
import { proveAnew } from '../self-fencing/proof.ts';
import { abortTransition, requestSchedule } from '../transition/abort.ts';
import { confirmDeparture } from '../transition/confirm.ts';
import { beginWait, endWait } from '../waits.ts';

/** Removes a member from all that is replicated; done by all at the same point of the order. */
export function removeMember(state: ControllerState, nodeId: number): void {
  const { replicated } = state;
  replicated.seniority = replicated.seniority.filter((id) => id !== nodeId);
  delete replicated.members[nodeId];
  forgetAttributes(state, nodeId);
  // Its clients are told by nobody any more; in the part where they are it is carried out. Who had itself fenced is gone
  // for that.
  for (const { origin, target } of replicated.fenceRequests.slice())
    if (origin.nodeId === nodeId && target !== nameOf(state, nodeId)) onWithdrawn(state, origin);
  for (const [key, { order }] of Object.entries(replicated.operations)) {
    if (order.executor === nodeId) {
      delete replicated.operations[key];
      endWait(state, `operation/${key}`);
    }
  }
  for (const [key, { order }] of Object.entries(replicated.recurring)) {
    if (order.executor === nodeId) delete replicated.recurring[key];
  }
}

/** Members have left the group. */
export function onDeparture(state: ControllerState, departures: readonly Departure[]): void {
  const { replicated } = state;
  for (const { nodeId, reason } of departures) {
    replicated.excluded = replicated.excluded.filter((id) => id !== nodeId);
    // In good order: its watchdog is disarmed, and what it runs goes on.
    if (reason === 'left') delete replicated.pledges[nodeId];
    const wasMember = replicated.members[nodeId] !== undefined;
    const isLeaving = replicated.leaving.includes(String(nodeId));
    removeMember(state, nodeId);
    // The ring broke: of nodes without daemons it is not known on which side they were.
    if (reason === 'node-down') replicated.lastPrimary = { ...replicated.lastPrimary, hosts: [] };
    if (!wasMember) continue;
    const name = nameOf(state, nodeId);
    log(state, isLeaving ? 'notice' : 'warning', 'HWS-CTL-017', departureText(name, reason, isLeaving), {
      node: name,
      reason,
    });
    if (reason === 'node-down' && state.quorum.members.includes(nodeId)) state.awaitedQuorum.add(nodeId);
    else if (!isLeaving && reason !== 'node-down' && state.quorum.members.includes(nodeId))
      vanish(state, nodeId);
    if (reason === 'left') releaseWhenLast(state);
    confirmDeparture(state, String(nodeId));
    abortTransition(state, `${name} has left`);
    requestSchedule(state, `${name} has left`);
  }
}

/** All others have left in good order: nobody is left who could rely on the end of this node. */
function releaseWhenLast({ replicated, selfFencing, options }: ControllerState): void {
  const { nodeId } = options.self;
  if (!replicated.seniority.every((id) => id === nodeId)) return;
  selfFencing.pledgedMs = null;
  delete replicated.pledges[nodeId];
}

function departureText(name: string, reason: Departure['reason'], isLeaving: boolean): string {
  if (isLeaving) return `${name} has shut down`;
  switch (reason) {
    case 'left':
      return `The daemon of ${name} has left the cluster; its services go on`;
    case 'process-down':
      return `The daemon of ${name} has died; the node is up`;
    case 'node-down':
      return `${name} is lost`;
  }
}

/** Somebody has come: the word on quorum may have been given with it in already, and none without it is due. */
export function onReturn(state: ControllerState, nodeId: number): void {
  state.awaitedQuorum.delete(nodeId);
}

/** The node is up, its daemon is not: it may come back and take its services over again. */
function vanish(state: ControllerState, nodeId: number): void {
  const name = nameOf(state, nodeId);
  state.vanished.set(nodeId, name);
  beginWait(
    state,
    `process-return/${nodeId}`,
    `daemon of ${name} to come back`,
    state.now + state.times.processReturn,
    { kind: 'process-return', nodeId },
  );
}

/** Word on quorum has come: what it means for the view is the DC's to tell. */
export function onQuorum(state: ControllerState, isQuorate: boolean, members: readonly number[]): void {
  const isChanged =
    state.quorum.isQuorate !== isQuorate ||
    members.length !== state.quorum.members.length ||
    members.some((id) => !state.quorum.members.includes(id));
  state.quorum = { isQuorate, members: [...members].sort((a, b) => a - b) };
  for (const nodeId of state.awaitedQuorum) if (!members.includes(nodeId)) state.awaitedQuorum.delete(nodeId);
  for (const nodeId of state.vanished.keys()) {
    if (members.includes(nodeId)) continue;
    state.vanished.delete(nodeId);
    endWait(state, `process-return/${nodeId}`);
  }
  for (const nodeId of state.strangers) if (!members.includes(nodeId)) endWait(state, `stranger/${nodeId}`);
  if (!isChanged) return;
  proveAnew(state);
  // What was decided with the old word on quorum is not begun any more.
  abortTransition(state, 'quorum or the nodes that are up have changed');
  requestSchedule(state, 'quorum or the nodes that are up have changed');
}
