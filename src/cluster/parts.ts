import type { CibVersion } from '../cib/version.ts';
import type { KeptTransition, LogRecord } from '../controller/model/effect.ts';
import type { FenceOrder, FenceResult, FencingRecord } from '../controller/model/fencing.ts';
import type { OperationOrder, OperationResult } from '../controller/model/operation.ts';
import type { Problem, Result } from '../result/problem.ts';

/** Runs agents on this node. */
export interface OperationRunner {
  /** Runs an operation; one with an interval reports again and again until it is cancelled. */
  run(effectId: number, order: OperationOrder, report: (result: OperationResult) => void): void;
  /** Ends a recurring operation; resolves when no report will follow. */
  cancel(which: {
    readonly resource: string;
    readonly task: string;
    readonly intervalMs: number;
    /** Effect that started it; another one of the same name stays. */
    readonly startedBy: number | null;
  }): Promise<void>;
  fence(order: FenceOrder): Promise<FenceResult>;
  /** Ends all agents that run; services stay as they are. */
  close(): Promise<void>;
}

/** Keeps what has to outlive the process. */
export interface NodeStore {
  /**
   * The CIB kept last, as text; `null` when there never was one. A failure means that the node must not join: it would
   * come with less than it has acknowledged.
   */
  read(): Promise<Result<string | null>>;
  /** Resolves when the CIB is on disk and synced: `null`, or why not. */
  write(cib: string, version: CibVersion, digest: string): Promise<Problem | null>;
  /** The fencing history kept last; empty when there is none that can be read. */
  readFencing(): Promise<readonly FencingRecord[]>;
  /** Keeps the fencing history; failures are logged by the store, never fatal. */
  keepFencing(records: readonly FencingRecord[]): void;
  /** Keeps a scheduler input; failures are logged by the store, never fatal. */
  keep(input: KeptTransition): void;
}

/** Time, epoch milliseconds. */
export type Clock = () => number;

/** Takes a record for the log of this node. */
export type LogSink = (record: LogRecord) => void;

/** Arms the watchdog: from the last feeding to the reset it takes so many ms; `null` when it cannot be used. */
export type WatchdogArming = () => number | null;

/** Makes sure that this node does no more harm; called once. */
export type SelfFencing = (why: string) => void;
