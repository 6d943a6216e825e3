import type { CibVersion } from '../../cib/version.ts';
import type { XmlElement } from '../../cib/xml/element.ts';
import type { Effect } from './effect.ts';
import type { FencingRecord } from './fencing.ts';
import type { FencingJob } from './fencing-job.ts';
import type { BufferedDelivery, MessageBody, Proposal } from './message.ts';
import type { OperationOrder } from './operation.ts';
import type { ControllerOptions, ControllerTimes } from './options.ts';
import type { ReplicatedState } from './replicated.ts';
import type { ClientRequest } from './request.ts';
import type { SelfFencing } from './self-fencing.ts';
import type { Transition } from './transition.ts';
import type { Wait } from './wait.ts';

/** What the answer to an effect is about. */
export type RunningEffect =
  | { readonly kind: 'operation'; readonly transitionKey: string; readonly recurringKey: string | null }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'fence'; readonly fenceId: string; readonly answerTo: number }
  | { readonly kind: 'arm-watchdog' }
  | { readonly kind: 'persist'; readonly lineage: number; readonly version: CibVersion };

/** A recurring operation that this node runs. */
export interface OwnRecurring {
  readonly effectId: number;
  readonly order: OperationOrder;
}

/** A client's request that is not answered yet. */
export interface OpenRequest {
  readonly request: ClientRequest;
  /** Version whose being on disk is waited for; `null` before the change was delivered. */
  version: { readonly adminEpoch: number; readonly epoch: number } | null;
  /** The change was made on a lineage that more than half of all nodes had on disk. */
  isFirm: boolean;
  /** It was sent and may be carried out; before that it waits for a view that may do so. */
  isSent: boolean;
  /** A part of the cluster that this node does not belong to may have carried it out. */
  isDoubtful: boolean;
}

/**
 * All a controller knows. It is owned by one caller and changed in place by `step`; everything in it follows from the
 * options and the events, so that the same events lead to the same state and effects.
 */
export interface ControllerState {
  readonly options: ControllerOptions;
  readonly times: ControllerTimes;
  phase: 'joining' | 'synchronizing' | 'ready' | 'leaving';
  /** Time of the last event, epoch ms. */
  now: number;
  /** Root of the CIB's document. */
  cib: XmlElement;
  replicated: ReplicatedState;
  /** Names by Corosync node id, from all sources. */
  readonly names: Map<number, string>;
  /** Process group, ascending. */
  group: number[];
  quorum: { isQuorate: boolean; members: number[] };
  wasSynchronized: boolean;
  /** The DC's word on the view was sent and has not come back: its text. */
  pronounced: string | null;
  /** The word on quorum that belongs to the view did not come in time. */
  isWordOverdue: boolean;
  /** Changes of the configuration that the DC is to make when it may. */
  readonly proposals: Proposal[];
  /** Hellos of the present round by node id; `null` when no synchronization is going on. */
  hellos: Map<number, Extract<MessageBody, { kind: 'hello' }>> | null;
  /** All hellos are there and this one's snapshot is awaited. */
  winner: number | null;
  /** Waits for a full copy of its own. */
  awaitsCopy: boolean;
  buffer: BufferedDelivery[];
  /** Deliveries up to here are in the winner's snapshot. */
  bufferMark: number;
  /** Nodes that are gone from the group but still up by the last word on quorum. */
  readonly awaitedQuorum: Set<number>;
  /** Chain digests by number of applied messages, the last ones. */
  readonly chain: Map<number, string>;
  /** Full digests likewise. */
  readonly checks: Map<number, string>;
  readonly waits: Map<string, Wait>;
  /** Time the timer is set to. */
  timerAt: number | null;
  /** Effects of the step under way. */
  effects: Effect[];
  nextEffectId: number;
  readonly running: Map<number, RunningEffect>;
  /** Effect that runs a recurring operation of this node, by `NODEID/KEY`. */
  readonly recurringEffects: Map<string, OwnRecurring>;
  readonly requests: Map<string, OpenRequest>;
  /** Version of the configuration that members have on disk in the present lineage. */
  readonly persisted: Map<number, CibVersion>;
  /** What was given to the disk last: lineage and version. */
  persistedName: string;
  /** Why the scheduler has to run; empty when it has not. */
  readonly scheduleReasons: string[];
  /** Why it does not run although it has to. */
  holdReason: string | null;
  transition: Transition | null;
  /** Number of the last transition this node decided on as DC. */
  lastTransition: number;
  /** A change of node states was sent and has not come back: its text. */
  upkeep: string | null;
  /** Daemons that vanished from nodes which are up, and may return. */
  readonly vanished: Map<number, string>;
  /** Hosts that are up whose daemons have not been seen since the cluster began, as far as they were waited for. */
  readonly strangers: Set<number>;
  hasStarted: boolean;
  readonly jobs: Map<string, FencingJob>;
  /** Fencings that failed in a row, by target. */
  readonly fencingFailures: Map<string, number>;
  /** Answers of `list`, by device and time. */
  readonly hostLists: Map<string, { readonly at: number; readonly hosts: readonly string[] | null }>;
  /** The fencing history that is on disk, or on its way there. */
  keptFencing: readonly FencingRecord[];
  hasSelfFenced: boolean;
  readonly selfFencing: SelfFencing;
  /** State of the source of chance. */
  random: number;
  /** Last part of transition keys while this node is DC. */
  uuid: string | null;
}

/** What a step has led to. */
export interface StepResult {
  readonly state: ControllerState;
  readonly effects: readonly Effect[];
}
