import { createState } from './create.ts';
import { onDeadline } from './deadlines.ts';
import { onCopyLost, onDelivered } from './deliver.ts';
import { settle } from './duties.ts';
import { log } from './emit.ts';
import { onExecutorGone } from './fencing/answers.ts';
import { onTargetGone } from './fencing/watchdog.ts';
import { onEffectFinished } from './finished.ts';
import { onDeparture, onQuorum, onReturn, removeMember } from './membership/departure.ts';
import { beginView } from './membership/standing.ts';
import { beginSynchronization } from './membership/synchronize.ts';
import type { Event } from './model/event.ts';
import type { ControllerOptions } from './model/options.ts';
import type { ControllerState, StepResult } from './model/state.ts';
import { onRequest } from './requests/request.ts';
import { forgetProbe } from './self-fencing/proof.ts';
import { takeDueWaits } from './waits.ts';

/** A controller before its first event. */
export function createController(options: ControllerOptions): ControllerState {
  return createState(options);
}

/** Takes an event in: changes the state in place and answers with what is to be done, in this order. */
export function step(state: ControllerState, event: Event): StepResult {
  state.now = Math.max(state.now, event.at);
  take(state, event);
  settle(state);
  const { effects } = state;
  state.effects = [];
  return { state, effects };
}

function take(state: ControllerState, event: Event): void {
  switch (event.kind) {
    case 'delivered':
      onDelivered(state, event.from, event.message);
      return;
    case 'membership':
      onMembership(state, event);
      return;
    case 'quorum':
      onQuorum(state, event.isQuorate, event.members);
      return;
    case 'effect-finished':
      onEffectFinished(state, event.effectId, event.result);
      return;
    case 'timer':
      state.timerAt = null;
      for (const wait of takeDueWaits(state)) onDeadline(state, wait);
      return;
    case 'request':
      onRequest(state, event.requestId, event.request);
      return;
    case 'engine-lost':
      onEngineLost(state, event.problem.message);
      return;
  }
}

/** The group has changed: who left is taken out at once; when somebody came, all synchronize. */
function onMembership(state: ControllerState, event: Extract<Event, { kind: 'membership' }>): void {
  state.group = [...event.members].sort((a, b) => a - b);
  const dc = state.replicated.seniority[0];
  onDeparture(state, event.left);
  if (dc !== state.replicated.seniority[0]) onCopyLost(state);
  for (const { nodeId } of event.left) {
    onExecutorGone(state, nodeId);
    onTargetGone(state, nodeId);
  }
  for (const nodeId of event.joined) onReturn(state, nodeId);
  beginView(state);
  if (event.joined.length > 0 || state.phase !== 'ready') beginSynchronization(state);
}

/** Without the group nothing can be agreed: this node is on its own and begins anew when there is one again. */
function onEngineLost(state: ControllerState, message: string): void {
  log(state, 'error', 'HWS-CTL-037', `The cluster engine is gone: ${message}`);
  for (const id of Object.keys(state.replicated.members)) removeMember(state, Number(id));
  state.group = [];
  state.phase = 'joining';
  state.hellos = null;
  state.winner = null;
  state.transition = null;
  state.upkeep = null;
  state.uuid = null;
  state.jobs.clear();
  state.vanished.clear();
  state.strangers.clear();
  state.awaitedQuorum.clear();
  state.quorum = { isQuorate: false, members: [] };
  state.wasSynchronized = false;
  // While it was away others may have gone on.
  state.replicated.lastPrimary = { ...state.replicated.lastPrimary, isUnbroken: false };
  beginView(state);
  forgetProbe(state);
  state.buffer = [];
  for (const [id, wait] of state.waits) {
    if (!['request', 'persist', 'self-fencing'].includes(wait.end.kind)) state.waits.delete(id);
  }
}
