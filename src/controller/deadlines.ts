import { emit, isDc, log, send } from './emit.ts';
import { onFencingDeadline } from './fencing/answers.ts';
import { retryFencing } from './fencing/for-transition.ts';
import { askForCopy } from './membership/chain.ts';
import { onStandingDeadline } from './membership/standing.ts';
import { onSynchronizationDeadline } from './membership/synchronize.ts';
import type { ControllerState } from './model/state.ts';
import type { Wait } from './model/wait.ts';
import { onFoundationDeadline } from './requests/proposals.ts';
import { onRequestDeadline } from './requests/request.ts';
import { abortTransition, requestSchedule } from './transition/abort.ts';
import { failStep, stepInFlight } from './transition/confirm.ts';
import { writeOff } from './transition/results.ts';
import { beginWait } from './waits.ts';

/** The deadline of a wait has come. */
export function onDeadline(state: ControllerState, wait: Wait): void {
  const { end } = wait;
  switch (end.kind) {
    case 'synchronization':
      onSynchronizationDeadline(state);
      return;
    case 'copy':
      state.awaitsCopy = false;
      askForCopy(state, 'the copy did not come in time');
      return;
    case 'start-up':
      // Another cluster was joined, or all have come.
      if (state.hasStarted || !isDc(state) || state.replicated.transition > 0) return;
      state.hasStarted = true;
      log(state, 'warning', 'HWS-CTL-024', 'Not all nodes have come: the cluster starts without them');
      return;
    case 'process-return': {
      const name = state.vanished.get(end.nodeId);
      state.vanished.delete(end.nodeId);
      if (name !== undefined) log(state, 'error', 'HWS-CTL-025', `The daemon of ${name} has not come back`);
      return;
    }
    case 'standing':
      onStandingDeadline(state);
      return;
    case 'foundation':
      onFoundationDeadline(state);
      return;
    case 'upkeep':
      log(state, 'warning', 'HWS-CTL-026', 'The states of nodes were not delivered in time: sent again');
      state.upkeep = null;
      return;
    case 'operation': {
      const body = isDc(state) ? writeOff(state, end.transitionKey) : null;
      if (body === null) return;
      send(state, body);
      // Until it is delivered it has to be waited for, too.
      beginWait(state, wait.id, wait.what, state.now + state.times.delivery, end);
      return;
    }
    case 'own-order': {
      const step = stepInFlight(state, end.transition, end.actionId);
      if (step !== null && state.transition !== null) {
        failStep(state, state.transition, step, `${step.action.key} was not delivered in time`);
      }
      return;
    }
    case 'departure':
      for (const step of state.transition?.steps ?? []) {
        const { action, progress } = step;
        if (progress !== 'in-flight' || action.task !== 'do_shutdown' || action.node?.id !== end.nodeId)
          continue;
        if (state.transition !== null)
          failStep(state, state.transition, step, `${action.node.name} did not leave in time`);
      }
      return;
    case 'request':
      onRequestDeadline(state, end.requestId);
      return;
    case 'dampening':
      if (!isDc(state)) return;
      send(state, { kind: 'flush', attribute: end.attribute });
      beginWait(state, wait.id, wait.what, state.now + state.times.delivery, end);
      return;
    case 'recheck':
      abortTransition(state, 'it is time to look at everything again');
      requestSchedule(state, 'it is time to look at everything again');
      return;
    case 'fencing-step':
      onFencingDeadline(state, end.target, end.step);
      return;
    case 'fencing-retry':
      retryFencing(state, end.target);
      return;
    case 'pledge':
      log(state, 'warning', 'HWS-CTL-068', 'The own pledge to stop was not delivered in time: made again');
      return;
    case 'probe':
    case 'self-fencing':
    case 'stranger':
      // What is due follows from the state: see watchPledge and keepUp.
      return;
    case 'persist':
      log(state, 'error', 'HWS-CTL-027', 'The configuration could not be written to disk in time');
      return;
    case 'persist-retry':
      state.persistedName = '';
      return;
    case 'own-shutdown':
      log(state, 'error', 'HWS-CTL-028', 'This node was not allowed to leave in time: it leaves now');
      emit(state, { kind: 'leave', why: 'shutdown-escalation' });
      return;
  }
}
