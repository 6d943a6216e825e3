/**
 * What a machine is to the cluster.
 * - `compute`: carries virtual machines.
 * - `controller`: votes in the cluster and carries its services.
 * - `other`: a member with another duty, storage say.
 * - `foreign`: no member of the cluster, but goes down and up with it.
 */
export type MachineRole = 'compute' | 'controller' | 'other' | 'foreign';

export const MACHINE_ROLES: readonly MachineRole[] = ['compute', 'controller', 'other', 'foreign'];

/** How a machine is taken down; a step that is `null` is left out. One at least is there. */
export interface EscalationPolicy {
  /** How long the operating system may take after a soft request, ms. */
  readonly softMs: number | null;
  /** How long a hard power-off may take until it reads off, ms; `null` means never hard. */
  readonly hardMs: number | null;
}

/** One machine as the plan sees it. */
export interface Machine {
  /** As the cluster calls it. */
  readonly name: string;
  readonly role: MachineRole;
  /** Where its BMC listens, `host:port`. */
  readonly bmc: string;
  readonly policy: EscalationPolicy;
  /** Machines that have to be off before this one goes off; on the way up they come after it. */
  readonly after: readonly string[];
}

/** What is known of a machine's power. */
export type MachinePower = 'on' | 'off' | 'unknown';
