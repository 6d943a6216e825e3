import type { Event } from '../../controller/model/event.ts';
import type { ControllerOptions } from '../../controller/model/options.ts';
import type { ControllerState, StepResult } from '../../controller/model/state.ts';

/** What runs on every node: the production controller, or a stand-in for tests of the world itself. */
export interface Machine {
  create(options: ControllerOptions): ControllerState;
  step(state: ControllerState, event: Event): StepResult;
}
