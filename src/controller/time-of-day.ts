import type { ControllerState } from './model/state.ts';

/**
 * Time of day at a moment of the controller's clock, epoch ms: for what operators read and rules ask for. Deadlines go by the
 * clock, which is never set.
 */
export function timeOfDay({ options, now }: ControllerState, at: number = now): number {
  return options.timeOfDay?.(at) ?? at;
}

/** The same in whole seconds, as the CIB has it. */
export function secondsOfDay(state: ControllerState): number {
  return Math.floor(timeOfDay(state) / 1000);
}
