import { emit } from './emit.ts';
import type { ControllerState } from './model/state.ts';
import type { Wait, WaitEnd } from './model/wait.ts';

const TIMER = 'next-deadline';

/** Begins a wait. `deadline` is epoch ms. */
export function beginWait(
  state: ControllerState,
  id: string,
  what: string,
  deadline: number,
  end: WaitEnd,
): void {
  const at = Math.max(deadline, state.now + 1);
  state.waits.set(id, { id, what, since: state.now, deadline: at, end });
}

/** Ends a wait: what was waited for has come, or does not matter any more. */
export function endWait(state: ControllerState, id: string): void {
  state.waits.delete(id);
}

/** Ends all waits whose ids begin like this. */
export function endWaits(state: ControllerState, prefix: string): void {
  for (const id of state.waits.keys()) if (id.startsWith(prefix)) state.waits.delete(id);
}

/** Takes the waits whose deadline has come out of the table, earliest first. */
export function takeDueWaits(state: ControllerState): Wait[] {
  const due = [...state.waits.values()].filter((wait) => wait.deadline <= state.now);
  for (const wait of due) state.waits.delete(wait.id);
  return due.sort((a, b) => a.deadline - b.deadline);
}

/** Sets the one timer to the earliest deadline. */
export function setTimer(state: ControllerState): void {
  let earliest: number | null = null;
  for (const { deadline } of state.waits.values()) {
    if (earliest === null || deadline < earliest) earliest = deadline;
  }
  if (earliest === state.timerAt) return;
  state.timerAt = earliest;
  if (earliest === null) emit(state, { kind: 'clear-timer', timerId: TIMER });
  else emit(state, { kind: 'set-timer', timerId: TIMER, at: earliest });
}
