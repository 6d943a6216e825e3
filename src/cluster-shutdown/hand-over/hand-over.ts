import type { NotifyTargets } from '../../notify/targets.ts';
import type { IpmiConnection } from '../../power/ipmitool-arguments.ts';
import type { RunOrder } from '../../shutdown-plan/run/order.ts';

/** What the acceptor hands to the watcher: all it needs, so that it needs nothing else. No secret is in it. */
export interface HandOver {
  readonly format: 1;
  /** The boot in which it was accepted: in no other one anything is done about it (S0.33). */
  readonly bootId: string;
  /** Seconds after that boot; what lies about for long is not acted on either. */
  readonly uptimeSeconds: number;
  readonly order: RunOrder;
  /** How to reach each machine's BMC, by machine. */
  readonly bmcs: Readonly<Record<string, IpmiConnection>>;
  /** Commands to BMCs at a time. */
  readonly parallelCommands: number;
  readonly notify: NotifyTargets;
  /** The cluster as it was found, for disarming and arming it. */
  readonly cluster: {
    readonly kind: 'hawser' | 'pacemaker' | null;
    /** Socket of Hawser's daemon. */
    readonly socket: string | null;
    /** How long its services may take to stop in order; 0 leaves that to the machines. */
    readonly stopServicesMs: number;
  };
}

/** A request older than this is not acted on: the watcher was not there when it was wanted. */
export const OLDEST_HAND_OVER_SECONDS = 600;

/** A run that was interrupted for longer is gone on with only when an operator says so: nobody waits for it any more. */
export const LONGEST_PAUSE_SECONDS = 600;
