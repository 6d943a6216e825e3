import { ExecutionStatus } from '../../scheduler/history/execution-status.ts';
/** Agent of a resource and the id under which agents and history know the resource. */
export interface OperationResource {
  readonly id: string;
  readonly class: string;
  readonly provider: string | null;
  readonly type: string;
}

/** One operation that a node is told to run. The same object travels in the message and in the effect. */
export interface OperationOrder {
  /** `ACTION:TRANSITION:TARGETRC:UUID`: names the order for good, also in history. */
  readonly transitionKey: string;
  /** `<resource>_<task>_<interval ms>` as history knows it. */
  readonly key: string;
  readonly resource: OperationResource;
  /** Node to run it on, by name and CIB id. */
  readonly node: string;
  readonly nodeId: string;
  /** Member that carries it out: the node itself, or the one that holds the connection to a remote node. */
  readonly executor: number;
  /** `start`, `stop`, `monitor`, `promote`, `demote`, `notify`, `migrate_to`, `migrate_from`, `reload-agent`, `delete` … */
  readonly task: string;
  /** 0 for operations that run once; a monitor with 0 is a probe. */
  readonly intervalMs: number;
  /** The executor kills the agent after this time; counted from its start. */
  readonly timeoutMs: number;
  /** Delay before the first run. */
  readonly startDelayMs: number;
  /** Exit code that means success. */
  readonly targetRc: number;
  /** Everything for the agent: parameters by name, and `CRM_meta_*`, as the transition graph has them (spec C5.4.4). */
  readonly parameters: Readonly<Record<string, string>>;
  /** Epoch seconds since which the resource is locked to the node by its shutdown (spec C2.12); `null` for no lock. */
  readonly shutdownLock: string | null;
  /** Nobody waits for the result before going on (`op_no_wait`). */
  readonly isNoWait: boolean;
}

/** Execution status of an operation, as history has it (spec A5.6.1): the scheduler's own. */
export const OperationStatus = ExecutionStatus;
export type OperationStatus = ExecutionStatus;

/** What the agent's metadata say about its parameters; needed to write digests (spec A5.11). */
export interface AgentParameters {
  /** The agent has the action `reload-agent`. */
  readonly canReload: boolean;
  /** Parameters that are reloadable. */
  readonly reloadable: readonly string[];
  /** All parameters the metadata name. */
  readonly all: readonly string[];
  /** Parameters that hold secrets. */
  readonly private: readonly string[];
}

/**
 * What became of an operation. A recurring operation reports its first result, and every later one that differs from
 * the one before it (in exit code or status).
 */
export interface OperationResult {
  /** OCF exit code; 1 for a timeout. */
  readonly rc: number;
  readonly status: OperationStatus;
  /** `ocf-exit-reason` of the agent or a reason of the executor's; empty for none. */
  readonly exitReason: string;
  /** Output for the log; may be cut. */
  readonly output: string;
  /** Epoch ms at which the run began. */
  readonly startedAt: number;
  readonly executionMs: number;
  readonly queueMs: number;
  /** `null` when the agent's metadata are not known. */
  readonly agent: AgentParameters | null;
}

/** An order that was delivered and whose result has not been: replicated, so that it survives the death of the DC. */
export interface PendingOperation {
  readonly order: OperationOrder;
  /** Node id of the DC that ordered it. */
  readonly orderedBy: number;
  readonly transition: number;
  readonly actionId: number;
  /** What the result may come later than the agent's own time-out (`cluster-delay`), ms. */
  readonly clusterDelayMs: number;
}

/** A recurring operation that has begun and was not cancelled: replicated. */
export interface RecurringOperation {
  readonly order: OperationOrder;
  /** Exit code and status last reported; `null` before the first. */
  readonly last: { readonly rc: number; readonly status: number } | null;
}

/**
 * Tasks that change what recurring operations of the resource look at: those there are end before such a task runs, or
 * they would find, and report as failed, what is just being changed. What still has to recur afterwards is ordered anew.
 */
export const ENDS_RECURRING: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'promote',
  'demote',
  'migrate_to',
  'migrate_from',
  'delete',
]);
