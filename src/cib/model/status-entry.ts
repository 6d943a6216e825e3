import type { NvpairSet } from './nvpair-set.ts';

/** One `<lrm_rsc_op>`: an operation that was run, is running, or was recorded as failed (spec A5.1). */
export interface OperationHistory {
  readonly id: string;
  /** `operation_key`, falling back to `id`. */
  readonly key: string;
  /** Whether `operation_key` is there. */
  readonly hasKey: boolean;
  /** `operation`; `null` when absent. */
  readonly task: string | null;
  readonly intervalMs: number;
  /** −1 when pending; `null` when absent. */
  readonly callId: number | null;
  /** `rc-code`; `null` when absent. */
  readonly rc: number | null;
  /** `op-status` as a number; `null` when absent. */
  readonly status: number | null;
  readonly transitionKey: string | null;
  readonly transitionMagic: string | null;
  readonly onNode: string | null;
  /** Epoch seconds; `null` when absent. */
  readonly lastRcChange: number | null;
  readonly exitReason: string | null;
  readonly digest: string | null;
  readonly forceRestart: string | null;
  readonly restartDigest: string | null;
  readonly secureParams: string | null;
  readonly secureDigest: string | null;
  readonly migrateSource: string | null;
  readonly migrateTarget: string | null;
  readonly featureSet: string | null;
  readonly queueTime: string | null;
  readonly execTime: string | null;
}

/** One `<lrm_resource>`: what a node knows of one resource (spec A5.2). */
export interface ResourceHistory {
  readonly id: string;
  readonly class: string | null;
  readonly provider: string | null;
  readonly type: string | null;
  /** All XML attributes: an orphan is built from them (spec A5.4.1). */
  readonly attributes: ReadonlyMap<string, string>;
  readonly container: string | null;
  /** `shutdown-lock` as written. */
  readonly shutdownLock: string | null;
  /** In document order. */
  readonly operations: readonly OperationHistory[];
}

/** One `<node_state>` (spec A1.14). */
export interface NodeState {
  readonly id: string | null;
  readonly uname: string | null;
  readonly inCcm: string | null;
  readonly crmd: string | null;
  readonly join: string | null;
  readonly expected: string | null;
  readonly nodeFenced: string | null;
  readonly nodeInMaintenance: string | null;
  readonly transientSets: readonly NvpairSet[];
  readonly resources: readonly ResourceHistory[];
}

/** One `<ticket_state>`. */
export interface TicketState {
  readonly id: string;
  readonly attributes: ReadonlyMap<string, string>;
}
