import type { CibVersion } from '../../cib/version.ts';
import type { CibChange, CibCondition } from './cib-change.ts';
import type { FenceOrder, FenceResult, FencingRecord } from './fencing.ts';
import type { FenceRequest } from './fencing-request.ts';
import type { Member } from './member.ts';
import type { OperationOrder, OperationResult } from './operation.ts';
import type { ReplicatedState } from './replicated.ts';
import type { Descent, Standing } from './standing.ts';

/** Where in the order the sender was: its chain digest after its `applied`-th message, and its view. */
export interface ChainStamp {
  readonly applied: number;
  readonly digest: string;
  readonly view: number;
}

/** Who asked for a change, to be answered by that node when it is delivered. */
export interface Origin {
  readonly nodeId: number;
  readonly requestId: string;
}

/** A change of the configuration for a client. */
export interface Proposal {
  readonly changes: readonly CibChange[];
  readonly condition: CibCondition | null;
  readonly origin: Origin;
}

/** A message that has to wait for a snapshot. */
export interface BufferedDelivery {
  readonly from: number;
  readonly message: Message;
}

/** What is told to all members in agreed order; plain JSON. */
export type MessageBody =
  /** First word of every member after the membership has grown. */
  | {
      readonly kind: 'hello';
      readonly member: Member;
      /** Membership it was sent for, ascending. */
      readonly members: readonly number[];
      readonly version: CibVersion;
      readonly digest: string;
      readonly descent: Descent;
      /** The sender waits for a copy of another member's CIB: its own is not that of the others. */
      readonly isBehind: boolean;
      /** The sender's count of views. */
      readonly view: number;
      /** The sender's view is primary at this moment. */
      readonly isPrimary: boolean;
      /** The sender has been part of a synchronized cluster in this life. */
      readonly wasSynchronized: boolean;
    }
  /** Members that did not say hello in time; the others go on without them. */
  | { readonly kind: 'exclude'; readonly missing: readonly number[] }
  /** Full copy. `target`: for one node that asked, or `null` at the end of a synchronization. */
  | {
      readonly kind: 'snapshot';
      readonly target: number | null;
      readonly cib: string;
      readonly replicated: ReplicatedState;
      /** Of CIB and replicated state. */
      readonly digest: string;
      /** Deliveries to be applied to the copy first. */
      readonly buffered: readonly BufferedDelivery[];
    }
  | { readonly kind: 'copy-request'; readonly why: string }
  /** Full digest of the DC after its `applied`-th message. */
  | { readonly kind: 'check'; readonly applied: number; readonly digest: string }
  /** The DC's word on the view it was sent in. */
  | {
      readonly kind: 'standing';
      readonly standing: Exclude<Standing, 'undetermined'>;
      readonly members: readonly number[];
      /** Nodes that are up by the word on quorum that this follows from. */
      readonly hosts: readonly number[];
      readonly isQuorate: boolean;
      /** Only because an operator has vouched for the configuration. */
      readonly isAccepted: boolean;
    }
  /** An operator vouches for the configuration of the view. */
  | { readonly kind: 'accept'; readonly operator: string; readonly at: number; readonly origin: Origin }
  /** A change of the configuration that the DC is asked to make. */
  | ({ readonly kind: 'proposal' } & Proposal)
  /** Changes of the configuration count only from the DC of a primary view. */
  | {
      readonly kind: 'change';
      readonly changes: readonly CibChange[];
      readonly condition: CibCondition | null;
      readonly origin: Origin | null;
      /** The change is a step of a transition and does not abort it. */
      readonly step: { readonly transition: number; readonly actionId: number } | null;
      /** More than half of all nodes have the lineage on disk. */
      readonly isFirm: boolean;
    }
  /** The sender has the configuration of this version on disk, as that of this lineage. */
  | { readonly kind: 'persisted'; readonly lineage: number; readonly version: CibVersion }
  /** The sender stops itself within so long after the others have lost it, ms; `null`: that is not to be relied on. */
  | { readonly kind: 'pledge'; readonly ms: number | null }
  /** The sender has heard a member's pledge. */
  | { readonly kind: 'pledge-heard'; readonly nodeId: number; readonly ms: number | null }
  /** Sent to hear it oneself. `at`: epoch ms. */
  | { readonly kind: 'probe'; readonly at: number }
  /** A transient attribute. */
  | {
      readonly kind: 'attribute';
      readonly nodes: readonly string[];
      readonly name: string;
      readonly value: string | null;
      /** If this makes the attribute, it is kept out of the CIB. */
      readonly isPrivate: boolean;
      /** `null`: as said before. */
      readonly dampeningMs: number | null;
      readonly origin: Origin | null;
    }
  /** The dampening of an attribute has run out: it is written. */
  | { readonly kind: 'flush'; readonly attribute: string }
  | {
      readonly kind: 'order';
      readonly transition: number;
      readonly actionId: number;
      readonly order: OperationOrder;
      /** What the result may come later than the agent's own time-out (`cluster-delay`), ms. */
      readonly clusterDelayMs: number;
      /** Epoch seconds for `last-rc-change`. */
      readonly time: number;
    }
  | {
      readonly kind: 'cancel-order';
      readonly transition: number;
      readonly actionId: number;
      readonly nodeId: string;
      readonly executor: number;
      readonly resource: string;
      readonly task: string;
      readonly intervalMs: number;
    }
  | { readonly kind: 'shutdown-order'; readonly nodeId: string }
  /** Result of an operation, by its node, or by the DC when the node did not answer in time. */
  | {
      readonly kind: 'result';
      readonly transitionKey: string;
      readonly nodeId: string;
      readonly result: OperationResult;
      readonly isWrittenOff: boolean;
      /** Epoch seconds for `last-rc-change`. */
      readonly time: number;
    }
  | ({ readonly kind: 'fence-request' } & FenceRequest)
  /** The client has been told that its fencing was not confirmed in time: it is not wanted any more. */
  | { readonly kind: 'withdraw-fence'; readonly origin: Origin }
  /** The DC has no other way to fence a member: this life of it is to stop itself. */
  | { readonly kind: 'self-fence-order'; readonly nodeId: number; readonly incarnation: string }
  | { readonly kind: 'fence-order'; readonly order: FenceOrder }
  | { readonly kind: 'fence-result'; readonly fenceId: string; readonly result: FenceResult }
  /** A fencing has ended; when it was confirmed or asserted, the node is off. */
  | {
      readonly kind: 'fenced';
      readonly record: FencingRecord;
      readonly targetId: string | null;
      /** Life of the target's daemon that was fenced: a later one is not affected. `null` when it had none. */
      readonly incarnation: string | null;
      /** Ids of guest nodes that went down with it. */
      readonly downed: readonly string[];
      readonly origins: readonly Origin[];
      /** Attributes that unfencing leaves on the node. */
      readonly attributes: Readonly<Record<string, string>>;
    }
  /** Fencings that the sender remembers and the others do not. */
  | { readonly kind: 'fencing-history'; readonly records: readonly FencingRecord[] };

/** What travels between controllers. */
export interface Message {
  readonly stamp: ChainStamp | null;
  readonly body: MessageBody;
}
