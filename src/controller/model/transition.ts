import type { Action } from '../../scheduler/model/action.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';

/** What has become of an action of the transition. */
export type ActionProgress = 'waiting' | 'ready' | 'in-flight' | 'confirmed' | 'failed';

/** One action of a transition that is carried out. */
export interface TransitionStep {
  readonly index: number;
  readonly priority: number;
  readonly action: Action;
  progress: ActionProgress;
  /** Inputs that are not confirmed. */
  waitingFor: number;
  /** Indexes of the steps that wait for this one. */
  readonly dependents: number[];
  /** Transition key of the order in flight. */
  orderKey: string | null;
}

/** A scheduling run's graph while it is carried out; known to the DC only and never outlives it. */
export interface Transition {
  readonly number: number;
  readonly cluster: Cluster;
  readonly steps: readonly TransitionStep[];
  readonly stepByAction: ReadonlyMap<number, TransitionStep>;
  /**
   * Indexes of steps that may be fired, by priority and then by position: one list for each node whose limit they count
   * against, and one under the empty name for the others.
   */
  readonly ready: Map<string, number[]>;
  readonly batchLimit: number;
  readonly migrationLimit: number;
  readonly nodeLimit: number;
  readonly clusterDelayMs: number;
  confirmed: number;
  inFlight: number;
  /** By node name. */
  readonly jobs: Map<string, number>;
  readonly migrations: Map<string, number>;
  /** Nothing more is fired but what has infinite priority. */
  abortReason: string | null;
}
