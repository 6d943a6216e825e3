import type { EngineProblem } from './problem.ts';

/**
 * One process of the group. A restarted process on the same node is another member: it has another `pid`. All
 * members of one node carry the node's Corosync id.
 */
export interface EngineMember {
  /** Corosync's node id (nodelist), 1 or greater. */
  readonly nodeId: number;
  /** The node's name in the nodelist, its decimal id when the nodelist has none. */
  readonly name: string;
  readonly pid: number;
}

/** Why a member is no longer in the group. `leave`: it left by itself; `process-down`: its process ended without
 * leaving; `node-down`: its node is gone or out of reach; `node-up` and `join`: why it came. */
export type MemberReason = 'join' | 'leave' | 'node-down' | 'node-up' | 'process-down';

export interface MemberChange {
  readonly member: EngineMember;
  readonly reason: MemberReason;
}

/** The group after a change. Agreed: every member that stays sees the same changes at the same place of the order. */
export interface MembershipChange {
  /** All members, ordered by node id, then pid. Includes this process while it is in the group. */
  readonly members: readonly EngineMember[];
  readonly joined: readonly MemberChange[];
  readonly left: readonly MemberChange[];
}

/** Corosync's own view of the cluster: which nodes form this partition and whether it may act. */
export interface QuorumState {
  readonly isQuorate: boolean;
  /** Node ids of this partition, ascending. Nodes, not members: a node without our process counts. */
  readonly nodeIds: readonly number[];
}

/** A node of the configured nodelist, whether it is up or not. */
export interface ConfiguredNode {
  readonly nodeId: number;
  readonly name: string;
  /** Addresses by link number, in link order. */
  readonly addresses: readonly string[];
}

/** A wait the engine is in, for the status display: what for, until when, how often it was tried. */
export interface EngineWait {
  readonly condition: 'corosync-running' | 'corosync-answering' | 'group-joined';
  /** Epoch milliseconds. */
  readonly since: number;
  /** Epoch milliseconds after which `overdue` becomes true; the engine goes on trying. */
  readonly deadline: number;
  readonly isOverdue: boolean;
  readonly attempts: number;
  /** What the last attempt met. */
  readonly problem: EngineProblem | null;
}

/** What the engine is doing and how much passed through it. Counters grow from `start` on. */
export interface EngineStatus {
  readonly phase: 'idle' | 'connecting' | 'joined' | 'leaving' | 'closed';
  readonly wait: EngineWait | null;
  /** Own messages accepted by `send` and not yet handed to the cluster. */
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  /** Own messages handed to the cluster and not yet delivered back to us. */
  readonly unconfirmedMessages: number;
  readonly sentMessages: number;
  readonly deliveredMessages: number;
  /** Times a connection was lost since `start`. */
  readonly reconnects: number;
  /** Messages left out because no version of ours sends such, and the last of them. */
  readonly damagedMessages: number;
  readonly lastDamage: EngineProblem | null;
}

/**
 * What the engine tells. All calls come from the event loop, never from inside a call of the engine's methods, one
 * after another, in the agreed order. A handler that throws closes nothing: the error surfaces as uncaught.
 */
export interface EngineHandlers {
  /** A whole message, own messages included. `bytes` is the receiver's to keep. */
  delivered(from: EngineMember, bytes: Uint8Array): void;
  /** The group changed. The first call after `start` or after `down` lists this process among `joined`. */
  membership(change: MembershipChange): void;
  /** Quorum or partition changed; called once after connecting with the state then. */
  quorum(state: QuorumState): void;
  /**
   * The connection to the cluster is gone: this process is in no group, accepted messages that were not delivered
   * are lost, and nothing is known of the others. The engine reconnects by itself when `problem.isRetried`; a
   * `membership` with ourselves in `joined` then starts anew.
   */
  down(problem: EngineProblem): void;
  /**
   * Corosync stands still: the group is as it was told last, and nothing new is heard of it, while the other nodes may
   * have lost this one. With null it answers again; `down` ends the silence as well.
   */
  silent(problem: EngineProblem | null): void;
}

export type StartResult = { readonly ok: true } | { readonly ok: false; readonly problem: EngineProblem };

/**
 * Membership, quorum and messages in agreed order: every member of a partition is given the same messages and
 * membership changes in the same order, its own messages included. Two implementations, one contract
 * (contract.test.ts): Corosync's closed process groups (`native/`), one process (`embedded/`).
 */
export interface ClusterEngine {
  /**
   * Connects and joins. Resolves when joined, or at once with the problem when waiting cannot help (library missing,
   * no permission). While Corosync is not running it waits, visible in `status().wait`; `close` ends the wait.
   */
  start(handlers: EngineHandlers): Promise<StartResult>;
  /**
   * Multicasts to all members, oneself included. `sent`: taken, will be delivered in the order of the `send` calls
   * unless `down` comes first. `busy`: not taken (queue full, or not joined); try again at `writable`.
   * The engine keeps no reference to `bytes`. Any length, zero included, up to `maxMessageBytes`.
   */
  send(bytes: Uint8Array): 'sent' | 'busy';
  /** Resolves with true when `send` may be expected to take a message again (at once when it is so already), with
   * false when the engine is closed. */
  writable(): Promise<boolean>;
  /** Leaves the group after everything accepted was delivered; the others see `leave`. Resolves when out. */
  leave(): Promise<void>;
  /** Ends everything at once, without goodbye; no handler is called any more. May be called at any time, repeatedly. */
  close(): void;
  /**
   * Resolves when nothing of the engine is under way outside of the event loop. After `close` it may never: a process must
   * then be ended by force.
   */
  released(): Promise<void>;
  /** This process as a member; null unless joined. */
  self(): EngineMember | null;
  /** The configured nodes, ordered by id; empty before the first connection. */
  nodes(): readonly ConfiguredNode[];
  /**
   * Time in which the membership service settles the loss of a member, ms: nothing is delivered to anybody meanwhile. 0
   * before the first connection.
   */
  settlingMs(): number;
  /** The cluster's name; empty when it has none. */
  clusterName(): string;
  status(): EngineStatus;
  /** The largest message `send` takes, bytes. */
  readonly maxMessageBytes: number;
}
