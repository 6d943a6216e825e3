import { log } from '../emit.ts';
import type { ControllerState } from '../model/state.ts';

/** Reasons kept for the record of one scheduling run. */
const MOST_REASONS = 20;

/** The scheduler has to run; what is under way goes on until it is done or aborted. */
export function requestSchedule(state: ControllerState, reason: string): void {
  const { scheduleReasons } = state;
  if (scheduleReasons.length < MOST_REASONS && !scheduleReasons.includes(reason))
    scheduleReasons.push(reason);
}

/** What was decided holds no more: nothing further is begun, and it is decided anew when what is in flight is done. */
export function abortTransition(state: ControllerState, reason: string): void {
  const { transition } = state;
  if (transition === null || transition.abortReason !== null) return;
  transition.abortReason = reason;
  log(state, 'info', 'HWS-CTL-020', `Transition ${transition.number} is given up: ${reason}`, {
    transition: transition.number,
  });
}
