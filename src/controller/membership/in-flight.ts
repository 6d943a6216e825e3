import type { ControllerState } from '../model/state.ts';
import { awaitDampening } from '../requests/attribute.ts';
import { awaitResult } from '../transition/results.ts';

/** The DC waits for all that was begun before, by whomever: operations in flight and dampened attributes. */
export function awaitInFlight(state: ControllerState): void {
  const { operations, dampened } = state.replicated;
  for (const { order, clusterDelayMs } of Object.values(operations))
    awaitResult(state, order, clusterDelayMs);
  for (const [key, { dampeningMs }] of Object.entries(dampened)) {
    if (!state.waits.has(`dampening/${key}`)) awaitDampening(state, key, dampeningMs);
  }
}
