import type { Problem } from '../../result/problem.ts';
import type { MachinePower, MachineRole } from './machine.ts';
import type { BatchKind, PlanAction } from './plan.ts';

/**
 * What became of a machine.
 * - `off`, `on`: a reading shows what was wanted. For the machine the watcher runs on, going down: it was commanded, and
 *   the watcher's own end is the rest of the proof; it is told as `commanded` until the next start shows a new boot.
 * - `still-on`, `still-off`: everything its policy allows was done, and readings still say otherwise.
 * - `bmc-unreachable`: no reading could be had.
 * - `refused`: the BMC answers, and does not obey: wrong password, privilege, its own fault.
 * - `held`: nothing was sent, because a machine it has to wait for is not off.
 * - `not-reached`: the run ended before its turn.
 */
export type MachineVerdict =
  | 'off'
  | 'on'
  | 'still-on'
  | 'still-off'
  | 'bmc-unreachable'
  | 'refused'
  | 'commanded'
  | 'held'
  | 'not-reached';

/** What a machine is doing just now. */
export type MachinePhase = 'waiting' | 'reading' | 'soft' | 'hard' | 'powering-on' | 'done';

/** One command or reading that was sent to a BMC. */
export interface PowerStep {
  readonly action: 'status' | 'soft' | 'off' | 'on';
  /** Epoch ms. */
  readonly at: number;
  readonly tookMs: number;
  /** As the power room tells outcomes: `read`, `accepted`, `refused`, `unreachable`, …; `unknown` after a crash. */
  readonly outcome: string;
  readonly reading: 'on' | 'off' | null;
  /** The BMC's or the tool's own words; no secret. */
  readonly text: string;
}

/** One machine in a report or in the progress of a run. */
export interface MachineReport {
  readonly name: string;
  readonly role: MachineRole;
  readonly batch: number;
  readonly phase: MachinePhase;
  readonly power: MachinePower;
  readonly verdict: MachineVerdict | null;
  readonly problem: Problem | null;
  /** Epoch ms; `null` before its turn, and before its verdict. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Commands, and the readings that decided something; oldest first. */
  readonly steps: readonly PowerStep[];
  /** Readings taken in all. */
  readonly readings: number;
}

/**
 * How a run ended.
 * - `done`: every machine is as wanted.
 * - `incomplete`: it went to its end, and some machines are not as wanted.
 * - `cancelled`: an operator stopped it.
 * - `interrupted`: the machine of the watcher went down or lost power in the middle; nothing was done afterwards.
 */
export type RunOutcome = 'done' | 'incomplete' | 'cancelled' | 'interrupted';

/** One thing that happened to the run as a whole. */
export interface RunNote {
  readonly at: number;
  readonly text: string;
  readonly problem: Problem | null;
}

export interface BatchReport {
  readonly number: number;
  readonly kind: BatchKind;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** A run, under way or ended: progress and report are one shape. JSON as it stands. */
export interface RunReport {
  readonly format: 1;
  /** Request id (S0.22). */
  readonly run: string;
  readonly action: PlanAction;
  readonly cluster: string;
  readonly acceptor: string;
  readonly requestedBy: string;
  readonly planHash: string;
  readonly acceptedAt: number;
  /** When the watcher took it over. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** `null` while it is under way. */
  readonly outcome: RunOutcome | null;
  readonly batches: readonly BatchReport[];
  readonly machines: readonly MachineReport[];
  /** Machines by verdict, those without one under `pending`. */
  readonly tally: Readonly<Record<string, number>>;
  /** Disarming, resumption after a crash, notifications, cancellation, health gates; oldest first. */
  readonly notes: readonly RunNote[];
}
