import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';

/** One action of the graph with the actions that must be confirmed before it (spec C5.4). */
export interface Synapse {
  /** Counts from 0 in the order of adding. */
  readonly id: number;
  /** 0 when there is none. */
  readonly priority: number;
  readonly action: Action;
  /** In ascending order of action id. */
  readonly inputs: readonly Action[];
}

/** The transition as data: what will be done and in which order (spec C5). */
export interface TransitionGraph {
  /** Attributes of the top element, in order (spec C5.1). */
  readonly header: readonly (readonly [string, string])[];
  readonly synapses: readonly Synapse[];
}

/** Phase 12 (spec C0): notifications are made and the wanted actions put into the graph (spec C5.1–C5.4). */
export function buildGraph(_cluster: Cluster): TransitionGraph {
  throw new Error('not built yet: buildGraph');
}
