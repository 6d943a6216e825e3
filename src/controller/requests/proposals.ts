import { isOfDisk } from '../cib/apply-changes.ts';
import { isDc, log, nameOf, send } from '../emit.ts';
import { isMajority } from '../membership/majority.ts';
import type { Origin, Proposal } from '../model/message.ts';
import type { ClientRequest } from '../model/request.ts';
import type { ControllerState, OpenRequest } from '../model/state.ts';
import { beginWait, endWait } from '../waits.ts';

/** Requests that are remembered as served: more than can be open at once. */
const MOST_SERVED = 256;

/** Whether a request is for a change of what is kept on disk. */
export function isConfiguring(request: ClientRequest): boolean {
  if (request.kind === 'change-cib') return request.changes.some(isOfDisk);
  return request.kind === 'set-attribute' && request.lifetime === 'permanent';
}

/**
 * Asks the DC to make a change of the configuration. Only the DC makes them, so that all who hear of changes of one view
 * hear the same first ones, whatever is lost when the view breaks.
 */
export function propose(state: ControllerState, proposal: Proposal): void {
  if (isDc(state)) state.proposals.push(proposal);
  else send(state, { kind: 'proposal', ...proposal });
}

/** A proposal has been delivered, in the view it was sent in if `isTimely`; in another nobody does anything about it. */
export function onProposal(
  state: ControllerState,
  { changes, condition, origin }: Proposal,
  isTimely: boolean,
): void {
  if (isTimely && state.replicated.standing === 'primary') {
    if (isDc(state)) state.proposals.push({ changes, condition, origin });
    return;
  }
  const open = openRequestOf(state, origin);
  if (open !== undefined && open.version === null) open.isSent = false;
}

/** Whether the configuration may be changed: by the DC of a primary view whose lineage is on enough disks. */
export function mayConfigure(state: ControllerState): boolean {
  if (!isDc(state) || state.replicated.standing !== 'primary' || state.pronounced !== null) return false;
  return isFirm(state) || !isMajority(state, state.replicated.seniority);
}

/** More than half of all nodes have the present lineage on disk: no other view has the same. */
export function isFirm(state: ControllerState): boolean {
  const holders = state.replicated.seniority.filter((id) => state.persisted.has(id));
  return state.replicated.standing === 'primary' && isMajority(state, holders);
}

/** Time in which members have a new lineage on disk. */
const FOUNDATION_MS = 5000;
const REMINDER_MS = 60_000;

/** A view has become primary: before the DC changes the configuration, enough disks have to tell of it. */
export function awaitFoundation(state: ControllerState, isLate = false): void {
  endWait(state, 'foundation');
  if (!isDc(state) || mayConfigure(state)) return;
  const what = 'the lineage on the disks of more than half of all nodes';
  beginWait(
    state,
    isLate ? 'late-foundation' : 'foundation',
    what,
    state.now + (isLate ? REMINDER_MS : FOUNDATION_MS),
    {
      kind: 'foundation',
    },
  );
}

/** A member has the lineage on disk. */
export function onFoundation(state: ControllerState): void {
  if (!mayConfigure(state)) return;
  endWait(state, 'foundation');
  endWait(state, 'late-foundation');
}

/** Too few members could write: that is said as long as it is so. */
export function onFoundationDeadline(state: ControllerState): void {
  if (!isDc(state) || state.replicated.standing !== 'primary' || mayConfigure(state)) return;
  const missing = state.replicated.seniority
    .filter((id) => !state.persisted.has(id))
    .map((id) => nameOf(state, id));
  log(
    state,
    'error',
    'HWS-CTL-063',
    `The configuration cannot be changed: ${missing.join(', ')} could not write it to disk`,
  );
  awaitFoundation(state, true);
}

/** Makes the proposed changes in the order in which they came. */
export function makeProposed(state: ControllerState): void {
  if (!mayConfigure(state)) return;
  for (const proposal of state.proposals.splice(0)) {
    send(state, { kind: 'change', ...proposal, step: null, isFirm: isFirm(state) });
  }
}

/** The view is over: what was proposed in it and not delivered is proposed again when there is a primary one. */
export function forgetProposals(state: ControllerState): void {
  state.proposals.length = 0;
  endWait(state, 'foundation');
  endWait(state, 'late-foundation');
  for (const open of state.requests.values()) {
    if (!isConfiguring(open.request) || !open.isSent || open.version !== null) continue;
    open.isSent = false;
    // Who has left may have heard more.
    open.isDoubtful = true;
  }
}

/** A change of the configuration was made for a client: should it be proposed again, it has been. */
export function noteServed(state: ControllerState, origin: Origin): void {
  const { replicated } = state;
  replicated.served.push(nameOfRequest(state, origin));
  if (replicated.served.length > MOST_SERVED) replicated.served.shift();
}

/** Whether the change that a client asked for is part of the configuration. */
export function isServed(state: ControllerState, origin: Origin): boolean {
  return state.replicated.served.includes(nameOfRequest(state, origin));
}

function nameOfRequest(state: ControllerState, { nodeId, requestId }: Origin): string {
  return `${nodeId}/${state.replicated.members[nodeId]?.incarnation ?? ''}/${requestId}`;
}

/**
 * The configuration of another part of the cluster was taken over: changes that were made here and are not part of it are
 * proposed again. One whose memory began at a disk does not tell whose changes of before it holds.
 */
export function reviewRequests(state: ControllerState, isOtherMemory: boolean): void {
  for (const [requestId, open] of state.requests) {
    if (!isConfiguring(open.request)) continue;
    const { nodeId } = state.options.self;
    if (open.version === null || isServed(state, { nodeId, requestId })) {
      if (isOtherMemory && open.isDoubtful) open.isSent = true;
      continue;
    }
    open.version = null;
    open.isSent = isOtherMemory;
    open.isDoubtful ||= isOtherMemory;
  }
}

/** The request of a client of this node that a message comes from. */
function openRequestOf(state: ControllerState, origin: Origin): OpenRequest | undefined {
  return origin.nodeId === state.options.self.nodeId ? state.requests.get(origin.requestId) : undefined;
}
