import type { EscalationPolicy, MachineRole } from '../model/machine.ts';
import type { BatchKind, PlanAction } from '../model/plan.ts';

/** One machine as the watcher gets it. */
export interface RunMachine {
  readonly name: string;
  readonly role: MachineRole;
  readonly policy: EscalationPolicy;
  readonly after: readonly string[];
}

/** How patient a run is. Milliseconds. */
export interface RunLimits {
  /** A BMC that gives no reading is asked again for so long, counted from its first silence in the run. */
  readonly unreachableMs: number;
  /** How long a machine may take until its power reads on. */
  readonly onMs: number;
  /** Least and most time between two readings of a wait. */
  readonly firstPollMs: number;
  readonly slowestPollMs: number;
  /** How long a health gate of a start may stay closed. */
  readonly gateMs: number;
  /** What happens to a machine that is to go off after one that is not confirmed off. */
  readonly onUnconfirmed: 'continue' | 'hold';
  /** The acceptor may ask its own operating system to power off when its own BMC does not help. */
  readonly isLocalPowerOffAllowed: boolean;
}

export const DEFAULT_RUN_LIMITS: RunLimits = {
  unreachableMs: 30_000,
  onMs: 120_000,
  firstPollMs: 250,
  slowestPollMs: 10_000,
  gateMs: 900_000,
  onUnconfirmed: 'continue',
  isLocalPowerOffAllowed: true,
};

/** What the watcher is to do: a confirmed plan, fixed at the instant it was accepted (S0.25). */
export interface RunOrder {
  readonly run: string;
  readonly action: PlanAction;
  readonly cluster: string;
  readonly acceptor: string;
  readonly requestedBy: string;
  readonly planHash: string;
  /** Epoch ms. */
  readonly acceptedAt: number;
  readonly batches: readonly { readonly kind: BatchKind; readonly waves: readonly (readonly string[])[] }[];
  readonly machines: readonly RunMachine[];
  readonly limits: RunLimits;
}
