import type { FenceRequest } from '../model/fencing-request.ts';
import type { MessageBody, Origin } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { controllerProblem } from '../problem.ts';
import { refuse } from '../requests/request.ts';
import { wasTurnedOff } from './answers.ts';
import { endJob, startFencing } from './job.ts';

type Fenced = Extract<MessageBody, { kind: 'fenced' }>;

/** A client wants a node fenced: all remember it until the outcome is told, whoever is the DC. */
export function onFenceRequest(state: ControllerState, request: FenceRequest): void {
  const { fenceRequests } = state.replicated;
  if (fenceRequests.some(({ origin }) => isSame(origin, request.origin))) return;
  const { target, operation, client, origin } = request;
  fenceRequests.push({ target, operation, client, origin });
}

/** A client waits no longer, or is not of this part any more: a job that nobody else wants is given up. */
export function onWithdrawn(state: ControllerState, origin: Origin): void {
  const { replicated } = state;
  replicated.fenceRequests = replicated.fenceRequests.filter((request) => !isSame(request.origin, origin));
  for (const job of state.jobs.values()) {
    const at = job.origins.findIndex((one) => isSame(one, origin));
    if (at < 0) continue;
    job.origins.splice(at, 1);
    // What it has turned off it turns on again.
    if (job.origins.length > 0 || job.client === 'scheduler' || job.outcome !== null || wasTurnedOff(job))
      continue;
    endJob(state, job, 'failed', 'nobody waits for it any longer');
  }
}

/** The DC's duty, in every view: what clients want fenced is fenced, one after the other where it is one node. */
export function carryOutRequests(state: ControllerState): void {
  for (const { target, operation, client, origin } of state.replicated.fenceRequests) {
    const job = state.jobs.get(target);
    const isJoined = job?.origins.some((one) => isSame(one, origin)) === true;
    // An outcome that is on its way was begun before this was asked for.
    const mayJoin = job === undefined || (job.outcome === null && job.operation === operation);
    if (!isJoined && mayJoin)
      startFencing(state, { target, operation, client, origin, extraDelayMs: 0, attributes: {}, downed: [] });
  }
}

/**
 * Takes out what the end of a fencing has settled, and answers with whose requests these were: those that asked for it,
 * and, when an operator vouches that a node is off, all that wanted that.
 */
export function settleRequests(state: ControllerState, message: Fenced): readonly Origin[] {
  const { record, origins } = message;
  const isVouchedFor = record.outcome === 'asserted';
  const isSettled = ({ target, operation, origin }: FenceRequest): boolean =>
    origins.some((one) => isSame(one, origin)) ||
    (isVouchedFor && target === record.target && operation !== 'on');
  const { replicated } = state;
  const settled = replicated.fenceRequests.filter(isSettled);
  replicated.fenceRequests = replicated.fenceRequests.filter((request) => !isSettled(request));
  const others = settled
    .map(({ origin }) => origin)
    .filter((origin) => !origins.some((one) => isSame(one, origin)));
  return [...origins, ...others];
}

/**
 * The state of another part of the cluster was taken over: what clients of this node wanted fenced in the part that is
 * given up is known to nobody any more.
 */
export function reviewFenceRequests(state: ControllerState): void {
  const { self } = state.options;
  const isKnown = (requestId: string): boolean => {
    const own = { nodeId: self.nodeId, requestId };
    const isDelivered = state.buffer.some(
      ({ message: { body } }) => body.kind === 'fence-request' && isSame(body.origin, own),
    );
    return isDelivered || state.replicated.fenceRequests.some(({ origin }) => isSame(origin, own));
  };
  for (const [requestId, { request, isSent }] of [...state.requests]) {
    if (request.kind !== 'fence' || !isSent || isKnown(requestId)) continue;
    const problem = controllerProblem(
      'HWS-CTL-069',
      `The fencing of ${request.node} was given up: another part of the cluster has taken over`,
      `Look at its power and at "stonith history"; ask again if ${request.node} still has to be fenced`,
      request.node,
    );
    refuse(state, requestId, problem);
  }
}

function isSame(a: Origin, b: Origin): boolean {
  return a.nodeId === b.nodeId && a.requestId === b.requestId;
}
