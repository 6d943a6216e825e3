import type { Departure } from '../../controller/model/member.ts';
import type { Appointment } from '../timeline.ts';

/** What is put in order in a ring. `pid` tells one life of a process from the next. */
export type RingEntry =
  | { readonly kind: 'message'; readonly from: number; readonly pid: number; readonly text: string }
  | { readonly kind: 'join'; readonly from: number; readonly pid: number }
  | {
      readonly kind: 'leave';
      readonly from: number;
      readonly pid: number;
      readonly reason: 'left' | 'process-down';
    };

/** A membership of Totem: its members see its entries in one order. */
export interface Ring {
  readonly id: number;
  /** Ascending. */
  readonly members: readonly number[];
  readonly log: RingEntry[];
  readonly isQuorate: boolean;
  /** The token is lost: nothing is ordered any more. */
  isBroken: boolean;
}

/** What is on its way from a node's Corosync to its process. */
export type Delivery = { readonly at: number } & (
  | { readonly kind: 'entry'; readonly ring: Ring; readonly entry: RingEntry }
  /** Ordered in an earlier ring and recovered while this one was formed. */
  | { readonly kind: 'recovered'; readonly entry: RingEntry }
  | {
      readonly kind: 'configuration';
      /** Nodes that came from the same ring. */
      readonly transitional: ReadonlySet<number>;
      /** Processes of the group on the new ring's nodes. */
      readonly processes: ReadonlyMap<number, number>;
    }
  | { readonly kind: 'quorum'; readonly isQuorate: boolean; readonly members: readonly number[] }
);

/** Corosync on one host. */
export interface Station {
  readonly nodeId: number;
  readonly votes: number;
  isRunning: boolean;
  isFrozen: boolean;
  ring: Ring | null;
  /** The process connected here. */
  pid: number | null;
  /** Its join was put in order. */
  joinedPid: number | null;
  /** The process group as seen at this point of the order. */
  readonly view: Map<number, number>;
  /** Entries that wait for a ring with a token. */
  readonly outbox: RingEntry[];
  queue: Delivery[];
  /** Number of entries of the ring that were delivered here. */
  cursor: number;
  lastAt: number;
  /** The next entry did not arrive before the token was lost. */
  isHeld: boolean;
  /** `wait_for_all`: no quorum before all nodes were seen together. */
  awaitsAll: boolean;
  pump: Appointment | null;
}

/** What Corosync tells the process on a node. */
export interface GroupHandlers {
  delivered(nodeId: number, from: number, text: string): void;
  membership(
    nodeId: number,
    members: readonly number[],
    joined: readonly number[],
    left: readonly Departure[],
  ): void;
  quorum(nodeId: number, isQuorate: boolean, members: readonly number[]): void;
  /** A ring has been formed. */
  formed(ring: Ring): void;
}
