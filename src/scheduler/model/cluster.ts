import type { Cib } from '../../cib/model/cib.ts';
import type { OperationHistory } from '../../cib/model/status-entry.ts';
import type { DateTime } from '../../result/date-time.ts';
import type { Problem } from '../../result/problem.ts';
import type { TransitionGraph } from '../graph/transition.ts';
import type { Action } from './action.ts';
import type { Colocation, LocationConstraint, Ticket, TicketConstraint } from './constraint.ts';
import type { ClusterNode } from './node.ts';
import type { ClusterOptions } from './options.ts';
import type { OrderConstraint } from './order.ts';
import type { PlacementRecord } from './record.ts';
import type { Resource } from './resource.ts';
import type { ScheduleOptions } from './schedule-options.ts';

/** A failed operation for display (spec A5.6.6). */
export interface FailedOperation {
  readonly entry: OperationHistory;
  readonly node: ClusterNode;
  readonly resource: Resource;
}

/**
 * One scheduling run's working state: the cluster as unpacked from a CIB, then the decisions taken about it. It lives
 * for one call of `schedule` and is never shared between runs.
 */
export class Cluster {
  readonly cib: Cib;
  readonly now: DateTime;
  readonly settings: ScheduleOptions;
  options!: ClusterOptions;
  isQuorate = false;

  /** Sorted by name in natural order (spec A1.12). */
  readonly nodes: ClusterNode[] = [];
  /** By creation order: `nodesByIndex[node.index] === node`. */
  readonly nodesByIndex: ClusterNode[] = [];
  /** By id and by name, both in lower case: look-ups ignore case (spec A0.6). */
  readonly nodesById = new Map<string, ClusterNode>();
  readonly nodesByName = new Map<string, ClusterNode>();
  dc: ClusterNode | null = null;

  /** Top-level resources in list order: priority descending, then configuration order, orphans last (spec B3.1). */
  resources: Resource[] = [];
  /** Every resource of the tree by full id; first one wins. */
  readonly resourcesById = new Map<string, Resource>();
  /** By the name history knows them by; kept by `setHistoryName` of unpack/find.ts (spec A5.3.5). */
  readonly resourcesByHistoryName = new Map<string, Resource[]>();
  /** Tags and templates: id → referenced ids (spec A3.9). */
  readonly tags = new Map<string, readonly string[]>();
  readonly tickets = new Map<string, Ticket>();

  readonly locations: LocationConstraint[] = [];
  readonly colocations: Colocation[] = [];
  readonly ticketConstraints: TicketConstraint[] = [];
  /** In creation order (spec C4.10). */
  readonly orderings: OrderConstraint[] = [];

  /** Saved actions in creation order; most rules read them from the end. */
  readonly actions: Action[] = [];
  /** Saved actions without resource, by key (spec C1.2.4). */
  readonly nodeActions = new Map<string, Action>();
  nextActionId = 1;
  nextOrderId = 1;

  /** A fencing device is configured, or was found in history (spec A2.5). */
  hasFenceDevice = false;
  /** Any remote, guest or bundle node exists. */
  hasRemoteNodes = false;
  usesUnfencing = false;
  /** Leaf devices that unfence, newest first (spec A6.3). */
  readonly unfencingDevices: Resource[] = [];
  readonly failedOperations: FailedOperation[] = [];
  /** Containers to be stopped at the end of status unpacking (spec A4.4.4). */
  readonly containersToStop: Resource[] = [];
  /** Connections whose parameters are checked after placement (spec A5.11.6). */
  readonly deferredParameterChecks: {
    readonly resource: Resource;
    readonly node: ClusterNode;
    readonly entry: OperationHistory;
    readonly purpose: 'changed' | 'clear-failcount';
  }[] = [];
  /** Recurring operations whose failure has expired: they are to be run again (spec A5.6.3.7). */
  readonly expiredEntries = new Set<OperationHistory>();
  /** Earliest future moment at which a result changes, epoch seconds (spec A3.4.12). */
  recheckBy: number | null = null;

  /** What will be done, once everything is decided. */
  graph: TransitionGraph | null = null;

  /** Score, utilization and information lines in order of decision. */
  readonly records: PlacementRecord[] = [];
  /** What is wrong with the configuration but does not stop scheduling. */
  readonly problems: Problem[] = [];

  constructor(cib: Cib, now: DateTime, settings: ScheduleOptions) {
    this.cib = cib;
    this.now = now;
    this.settings = settings;
  }

  /** Offset of local time from UTC at a moment, in seconds. */
  localOffset(epochSeconds: number): number {
    return this.settings.localOffset?.(epochSeconds) ?? this.now.offset;
  }

  /** Notes a moment after now at which something changes (spec A3.4.12). */
  noteRecheck(epochSeconds: number): void {
    if (epochSeconds > this.now.epoch && (this.recheckBy === null || epochSeconds < this.recheckBy)) {
      this.recheckBy = epochSeconds;
    }
  }
}
