import type { FenceAction, FenceEvidence, FenceOperation, FencingRecord } from './fencing.ts';
import type { Origin } from './message.ts';

/** A device that may be used on a target, with its settings from the CIB. */
export interface FenceDevice {
  readonly id: string;
  readonly agent: string;
  /** Parameters of the agent, without `pcmk_*`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that begin with `pcmk_`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly priority: number;
  readonly providesUnfencing: boolean;
  /** Names of nodes on which the device's resource runs. */
  readonly runsOn: readonly string[];
}

/** One agent run of a plan. */
export interface FenceStep {
  readonly device: FenceDevice;
  readonly action: FenceAction;
  readonly isVerification: boolean;
  /** Its failure does not make the fencing fail. */
  readonly isOptional: boolean;
}

/** Whether a node is to be switched on for the scheduler: so that it reaches its storage. Takes every device that does so. */
export function isUnfencing({ operation, client }: Pick<FencingJob, 'operation' | 'client'>): boolean {
  return operation === 'on' && client === 'scheduler';
}

/** Devices that are used together: all of them must succeed. */
export interface FenceLevel {
  readonly index: number;
  readonly devices: readonly FenceDevice[];
}

/** A fencing under way, known to the DC only. */
export interface FencingJob {
  readonly id: string;
  readonly target: string;
  readonly targetId: string | null;
  /** Life of the target's daemon that is to be fenced. */
  incarnation: string | null;
  /** An agent was at work when that life began: it is fenced if its power reads off, and left alone otherwise. */
  isOvertaken: boolean;
  readonly operation: FenceOperation;
  client: string;
  readonly origins: Origin[];
  readonly startedAt: number;
  /** Levels not tried yet. */
  readonly levels: FenceLevel[];
  /** Devices of which it must be asked whether they can reach the target, before there are levels. */
  readonly queries: FenceDevice[];
  readonly candidates: FenceDevice[];
  /** Steps of the level that is being tried that are not done yet. */
  steps: FenceStep[];
  attempt: number;
  /** Counts agent runs: answers to another run are not awaited. */
  run: number;
  current: { readonly fenceId: string; readonly executor: number; readonly step: FenceStep } | null;
  /** The next device runs as many actions as it may: its turn is waited for. */
  isQueued: boolean;
  readonly usedDevices: string[];
  readonly usedExecutors: string[];
  readonly evidence: FenceEvidence[];
  readonly failures: string[];
  /** Members that could not run the current device. */
  readonly triedExecutors: number[];
  /** Delay before the first agent run, ms. */
  extraDelayMs: number;
  isDelayed: boolean;
  /** Attributes that a successful unfencing leaves on the node. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Ids of guest nodes that go down with the target. */
  readonly downed: readonly string[];
  /** It goes on when the view has a standing. */
  isPaused: boolean;
  /** No device did it: the target was told to stop itself while it is heard, and its watchdog is given time. */
  watchdog: 'unasked' | 'told' | 'awaited';
  /** The outcome has been sent and is not delivered yet. */
  outcome: { readonly outcome: FencingRecord['outcome']; readonly reason: string } | null;
}
