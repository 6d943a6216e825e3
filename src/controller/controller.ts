import type { Event } from './model/event.ts';
import type { ControllerOptions } from './model/options.ts';
import type { ControllerState, StepResult } from './model/state.ts';

/** A controller before its first event. */
export function createController(options: ControllerOptions): ControllerState {
  throw new Error(`not built yet: controller of ${options.self.name}`);
}

/** Takes an event in: changes the state in place and answers with what is to be done, in this order. */
export function step(state: ControllerState, event: Event): StepResult {
  throw new Error(`not built yet: ${event.kind} on ${state.options.self.name}`);
}
