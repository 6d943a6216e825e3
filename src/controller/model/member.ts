/** A node of the cluster as its own daemon presents itself. */
export interface Member {
  /** Corosync's node id; the id of the node in the CIB is its decimal text. */
  readonly nodeId: number;
  /** Name of the node: `uname` in the CIB. */
  readonly name: string;
  /** Tells one life of the daemon from the next; any text that is never used twice on a node. */
  readonly incarnation: string;
  /** The node fences itself by a hardware or software watchdog when its daemon hangs. */
  readonly hasWatchdog: boolean;
}

/** Why a process is no longer in the group, as the membership service tells it. */
export type LeaveReason = 'left' | 'node-down' | 'process-down';

/** A member that is gone. */
export interface Departure {
  readonly nodeId: number;
  readonly reason: LeaveReason;
}
