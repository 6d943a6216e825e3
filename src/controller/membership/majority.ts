import type { ControllerState } from '../model/state.ts';

/** Number of all nodes, whether up or not. */
function clusterSize(state: ControllerState): number {
  return Math.max(state.options.configuredNodes.length, state.replicated.seniority.length);
}

/** Whether nodes are more than half of all. */
export function isMajority(state: ControllerState, nodes: readonly number[]): boolean {
  return 2 * nodes.length > clusterSize(state);
}

/** Those who were there and are not any more. */
export function lost(before: readonly number[], now: readonly number[]): readonly number[] {
  return before.filter((id) => !now.includes(id));
}
