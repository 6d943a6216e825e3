import type { Problem } from '../../result/problem.ts';
import type { EscalationPolicy, MachinePower, MachineRole } from './machine.ts';

/** What can be done to the cluster as a whole. */
export type PlanAction = 'shutdown' | 'start';

/** Batches in the order of a shutdown; a start takes them the other way round. */
export type BatchKind = 'compute' | 'other' | 'remote-controllers' | 'this-controller';

/** One machine in a plan: what was found and what would happen. */
export interface PlannedMachine {
  readonly name: string;
  readonly role: MachineRole;
  readonly bmc: string;
  readonly policy: EscalationPolicy;
  /** What the cluster says; `foreign` machines are not known to it. */
  readonly membership: 'online' | 'offline' | 'unknown' | 'foreign';
  /** What its BMC says (S0.6). */
  readonly power: MachinePower;
  /** Why the power is unknown. */
  readonly powerProblem: Problem | null;
}

/** Voting members left, against what quorum needs. */
export interface QuorumMargin {
  readonly membersOnline: number;
  readonly needed: number;
  /** Members that may still be lost; negative: quorum is gone, and the watcher goes on without it (S0.13). */
  readonly margin: number;
}

/** One batch; the next begins when each of its machines has a verdict. */
export interface PlannedBatch {
  /** From 1. */
  readonly number: number;
  readonly kind: BatchKind;
  /** Names, wave by wave: a wave begins when the one before has its verdicts. */
  readonly waves: readonly (readonly string[])[];
  /** Machines of the batch, and those of them that will get a command as things stand. */
  readonly count: number;
  readonly commanded: number;
  readonly quorumAfter: QuorumMargin;
}

/** What would happen, to be looked at before it is confirmed. JSON as it stands. */
export interface ShutdownPlan {
  readonly format: 1;
  readonly action: PlanAction;
  readonly cluster: {
    readonly name: string;
    readonly kind: 'hawser' | 'pacemaker' | null;
  };
  /** Controller that takes the request; goes last (S0.21). */
  readonly acceptor: string;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly batches: readonly PlannedBatch[];
  readonly machines: readonly PlannedMachine[];
  readonly counts: {
    readonly machines: number;
    readonly on: number;
    readonly off: number;
    readonly unknown: number;
  };
  /** Names of machines whose BMC gave no reading. */
  readonly unreadable: readonly string[];
  /** Services that will stop. */
  readonly stops: readonly { readonly id: string; readonly node: string }[];
  /** What does not hinder, but should be known. */
  readonly warnings: readonly Problem[];
  /** SHA-256 over what a confirmation confirms, see `planHash`. */
  readonly hash: string;
}

/** One way in which the world is not what was confirmed. */
export interface PlanDifference {
  /** Machine it is about; `null` for the plan as a whole. */
  readonly machine: string | null;
  /** What of it: `power`, `membership`, `role`, `bmc`, `policy`, `batch`, `presence`, `acceptor`, `cluster`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}
