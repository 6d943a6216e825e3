import type { FencingRecord } from './fencing.ts';
import type { Member } from './member.ts';

/** Times that are not options of the cluster, in ms. */
export interface ControllerTimes {
  /** Wait for the hellos of a grown membership. */
  readonly synchronization: number;
  /** Wait for one's own message to come back. */
  readonly delivery: number;
  /** Wait for a daemon whose node is still up to come back. */
  readonly processReturn: number;
  /** Wait for a client's change to be delivered and on disk. */
  readonly request: number;
  /** Longest wait after a failed fencing before it is tried again. */
  readonly fencingRetry: number;
}

export const DEFAULT_TIMES: ControllerTimes = {
  synchronization: 10_000,
  delivery: 10_000,
  processReturn: 5_000,
  request: 30_000,
  fencingRetry: 60_000,
};

/** What a controller is born with. */
export interface ControllerOptions {
  readonly self: Member;
  /** CIB as read from disk, and looked at: it can be parsed; `null` on a node that never had one. */
  readonly cib: string | null;
  /** Fencing history as kept on this node's disk. */
  readonly fencingHistory?: readonly FencingRecord[];
  /** Nodes that Corosync is configured with, to wait for at a cold start. */
  readonly configuredNodes: readonly { readonly nodeId: number; readonly name: string }[];
  /** Source of all chance: transition ids and random fencing delays. Another one for each life. */
  readonly seed: string;
  readonly times?: Partial<ControllerTimes>;
  /** Operations in flight on one node at most when `node-action-limit` does not say. */
  readonly nodeActionLimit?: number;
  /** Offset of local time from UTC at a moment, in seconds, for rules; without it UTC. */
  readonly localOffset?: (epochSeconds: number) => number;
}
