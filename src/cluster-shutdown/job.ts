import type { Problem, Result } from '../result/problem.ts';
import type { PlanAction, PlanDifference, ShutdownPlan } from '../shutdown-plan/model/plan.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';

/** Who asks, for the report: `root (command line)`, `admin (console)`. */
export type Requester = string;

/** A request that was handed to the watcher. */
export interface AcceptedRun {
  /** Request id (S0.22); names the report. */
  readonly run: string;
  readonly action: PlanAction;
  readonly acceptor: string;
  readonly planHash: string;
  /** Epoch ms. */
  readonly acceptedAt: number;
}

/** Whether and how the watcher of this machine lives (S0.15). */
export interface WatcherHealth {
  readonly isRunning: boolean;
  readonly pid: number | null;
  /** Epoch ms. */
  readonly since: number | null;
  readonly version: string | null;
}

/** What is going on on this machine. */
export interface ShutdownStatus {
  readonly watcher: WatcherHealth;
  /** A request that the watcher has not taken yet. */
  readonly isHandedOver: boolean;
  /** The run under way, or the last one that ended; `null` when there was none. */
  readonly run: RunReport | null;
}

/** A refusal. `differences` is filled when the world has changed since the plan (`HWS-SDN-050`). */
export interface Refusal {
  readonly problems: readonly Problem[];
  readonly differences: readonly PlanDifference[];
  /** The plan as it would be; to be confirmed anew. */
  readonly plan: ShutdownPlan | null;
}

export type RunAnswer =
  | { readonly ok: true; readonly value: AcceptedRun }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * The whole cluster, down and up. What the command line, the REST interface and the console call; any number of
 * processes on a controller may do so at a time. Nothing rejects: what is expected to go wrong comes as problems with
 * codes `HWS-SDN-…`; `refusalKind` sorts them.
 */
export interface ClusterShutdown {
  /** The name an operator types to confirm, also when nothing else can be found out. */
  clusterName(): Promise<Result<string>>;
  /**
   * Looks at gates, cluster and every BMC, and says what would happen. All closed gates are told at once. Takes as long
   * as the slowest BMC's answer (about 12 s for a dead one). The plan is remembered by its hash.
   */
  plan(action: PlanAction): Promise<Result<ShutdownPlan>>;
  /**
   * Plans anew, compares with the confirmed hash, and hands over to the watcher (S0.22–S0.27). Answers when the
   * hand-over is durable. `action` is what is dispatched on (S0.49).
   */
  run(action: PlanAction, planHash: string, requester: Requester): Promise<RunAnswer>;
  status(): Promise<ShutdownStatus>;
  /** Calls back at once and at every change until `signal` is aborted. */
  watch(listener: (status: ShutdownStatus) => void, signal: AbortSignal): void;
  /**
   * No further command is sent; what has been sent cannot be taken back. Resolves when the watcher has been told.
   * `isForced`: also when the watcher does not run, which then finds the word that was left for it; and gives back a cluster
   * that a run which no longer exists has claimed.
   */
  cancel(requester: Requester, isForced?: boolean): Promise<Result<{ readonly run: string }>>;
  /** Ids of runs whose reports are kept here, newest first. */
  runs(): Promise<readonly string[]>;
  /** The report of a run, or of the last one. */
  report(run: string | null): Promise<Result<RunReport>>;
}
