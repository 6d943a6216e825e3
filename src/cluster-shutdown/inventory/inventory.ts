import type { NotifyTargets } from '../../notify/targets.ts';
import type { IpmiConnection } from '../../power/ipmitool-arguments.ts';
import type { Machine } from '../../shutdown-plan/model/machine.ts';
import type { RunLimits } from '../../shutdown-plan/run/order.ts';

/** A machine and how its BMC is reached. */
export interface InventoryMachine extends Machine {
  readonly connection: IpmiConnection;
}

/** All machines that go down and up together, and how. */
export interface Inventory {
  readonly path: string;
  /** What an operator types to confirm; `null` leaves it to the cluster's own name. */
  readonly clusterName: string | null;
  /** The two gates (S0.24). */
  readonly isIpmiOn: boolean;
  readonly isOneClickOn: boolean;
  readonly machines: readonly InventoryMachine[];
  readonly limits: RunLimits;
  /** Commands to BMCs at a time. */
  readonly parallelCommands: number;
  /** How long the cluster's services may take to stop in order; 0 leaves that to the machines. */
  readonly stopServicesMs: number;
  /** After so many days a proof of the way to a BMC is too old. */
  readonly proofDays: number;
  readonly notify: NotifyTargets;
}

export const DEFAULT_INVENTORY = '/etc/hawser/inventory.yaml';
