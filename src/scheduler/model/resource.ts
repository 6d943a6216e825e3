import type {
  BundleDefinition,
  CloneDefinition,
  GroupDefinition,
  OperationDefinition,
  PrimitiveDefinition,
} from '../../cib/model/resource-definition.ts';
import type { Action } from './action.ts';
import { ActionIndex } from './action-index.ts';
import type { Colocation, LocationConstraint, TicketConstraint } from './constraint.ts';
import type { ClusterNode } from './node.ts';
import { NodeTable } from './node-table.ts';
import type { NotificationSet, NotifiedTask } from './notification.ts';
import type { OperationOptions } from './operation-options.ts';
import { Role } from './role.ts';

export type MultipleActive = 'stop_start' | 'stop_only' | 'block' | 'stop_unexpected';

/** What every resource has, whatever its kind. Field names follow the terms of the spec (A3.6, A5, B0.3, C intro). */
abstract class ResourceBase {
  /** Full id, with `:N` for clone instances and members of cloned groups (spec A7.2.2). */
  readonly id: string;
  /** Id as configured, without instance number. */
  readonly configuredId: string;
  readonly parent: Resource | null;
  /** Instance number of a clone instance or member of a cloned group. */
  readonly instance: number | null;
  /** Children in their current order: members, instances, bundle parts (spec B0.3). */
  children: Resource[] = [];
  /** Name under which history knows it (`clone_name`, spec A5.3.5). Set it with `setHistoryName` of unpack/find.ts. */
  historyName: string | null = null;
  /** Meta attributes after inheritance and defaults (spec A3.3). */
  readonly meta = new Map<string, string>();

  priority = 0;
  stickiness = 0;
  migrationThreshold = 0;
  /** Seconds; 0 is none. */
  failureTimeoutS = 0;
  /** Seconds; 0 is none (spec A5.12.7). */
  reconnectIntervalS = 0;
  multipleActive: MultipleActive = 'stop_start';
  /** Meta restart-type=restart (spec C4.2). */
  restartsOnOptionalOrder = false;

  isManaged = true;
  isBlocked = false;
  isMaintenance = false;
  isFailed = false;
  /** Failed so that it must be stopped ("stop" flag, spec A5.7.6). */
  mustStop = false;
  isOrphan = false;
  /** Orphan whose container may still be known (spec A5.4.4). */
  isOrphanFiller = false;
  isUnique = true;
  isPromotable = false;
  isCritical = true;
  notifies = false;
  isFenceDevice = false;
  needsQuorum = false;
  needsFencing = false;
  needsUnfencing = false;
  allowsMigration = false;
  ignoresFailure = false;
  isStartPending = false;
  isReloading = false;
  isRestarting = false;
  stopsUnexpected = false;
  allowsRemoteRemotes = false;
  /** Location or bundle membership made discovery exclusive (spec B5.7). */
  hasExclusiveDiscovery = false;
  /** Made by the scheduler itself (implied connection): not shown in status. */
  isInternal = false;
  /** Connection resource of a remote node (ocf:pacemaker:remote). */
  isRemoteConnection = false;
  allowsUnhealthyNodes = false;

  /** Not decided yet ("provisional" / "unassigned", spec B0.3). */
  isUnassigned = true;
  isAssigning = false;
  isVisiting = false;

  role: Role = Role.Stopped;
  nextRole: Role = Role.Unknown;
  /** Candidates and their scores (spec B0.4). */
  allowed: NodeTable = new NodeTable(0);
  readonly knownOn = new Set<ClusterNode>();
  /** Where it is active, in discovery order. */
  runningOn: ClusterNode[] = [];
  assigned: ClusterNode | null = null;
  /** Score of the chosen entry at the time it was chosen (spec B0.4). */
  assignedScore = 0;
  partialSource: ClusterNode | null = null;
  partialTarget: ClusterNode | null = null;
  /** Sources of dangling migrations, newest first (spec A5.9.4). */
  danglingMigrations: ClusterNode[] = [];
  /** Operation that was pending, and where (spec A5.6.3.9). */
  pendingTask: string | null = null;
  pendingNode: ClusterNode | null = null;
  lockNode: ClusterNode | null = null;
  /** Epoch seconds of the shutdown lock. */
  lockTime = 0;
  /** Sort index of a promotable instance (spec B12.7). */
  promotionIndex = 0;

  /** Container this resource lives in (meta `container`), and what lives in this one. */
  container: Resource | null = null;
  readonly fillers: Resource[] = [];

  readonly utilization = new Map<string, number>();
  /** Options of operations asked for so far; kept by unpack/operation-options.ts (spec C1.4). */
  operationOptions: Map<string, OperationOptions> | null = null;
  /** In creation order; most rules read it from the end (newest first). */
  readonly actions: Action[] = [];
  /** The same actions by key (spec C1.2.3). */
  readonly actionIndex = new ActionIndex();
  /** Colocations in which this is the dependent, in the order of spec B7.6 ("this-with"). */
  colocatedWith: Colocation[] = [];
  /** Colocations in which this is the primary, in the order of spec B7.6 ("with-this"). */
  dependents: Colocation[] = [];
  /** In creation order; rules read it newest first (spec B5.10). */
  readonly locations: LocationConstraint[] = [];
  readonly tickets: TicketConstraint[] = [];

  constructor(id: string, configuredId: string, parent: Resource | null, instance: number | null) {
    this.id = id;
    this.configuredId = configuredId;
    this.parent = parent;
    this.instance = instance;
  }
}

export class Primitive extends ResourceBase {
  readonly kind = 'primitive';
  readonly definition: PrimitiveDefinition;
  /** Operations in order (spec A3.8.1). */
  readonly operations: readonly OperationDefinition[];
  /** Evaluated instance parameters by node (spec A3.3); filled by `parametersOn`. */
  readonly parameters = new Map<ClusterNode | null, ReadonlyMap<string, string>>();
  /** Whether parameters differ between nodes; `null` until asked (spec A3.3). */
  parametersVary: boolean | null = null;

  constructor(definition: PrimitiveDefinition, id: string, parent: Resource | null, instance: number | null) {
    super(id, definition.id, parent, instance);
    this.definition = definition;
    this.operations = definition.operations;
  }
}

export class Group extends ResourceBase {
  readonly kind = 'group';
  readonly definition: GroupDefinition;
  /** Deprecated metas `ordered` and `collocated`; true unless explicitly false (spec A7.3.2). */
  isOrdered = true;
  isColocated = true;

  constructor(definition: GroupDefinition, id: string, parent: Resource | null, instance: number | null) {
    super(id, definition.id, parent, instance);
    this.definition = definition;
  }
}

export class Clone extends ResourceBase {
  readonly kind = 'clone';
  readonly definition: CloneDefinition;
  cloneMax = 0;
  cloneNodeMax = 1;
  cloneMin = 0;
  promotedMax = 0;
  promotedNodeMax = 0;
  isOrdered = false;
  interleaves = false;
  /** Instances created so far (spec A7.4.3). */
  createdInstances = 0;
  /** Notification pseudo-actions by task (spec C2.9.1). */
  readonly notifications = new Map<NotifiedTask, NotificationSet>();

  constructor(definition: CloneDefinition, parent: Resource | null) {
    super(definition.id, definition.id, parent, null);
    this.definition = definition;
  }
}

/** One replica of a bundle and its parts (spec A7.6.4). */
export interface Replica {
  readonly number: number;
  readonly ipAddress: string | null;
  readonly container: Primitive;
  readonly ip: Primitive | null;
  readonly connection: Primitive | null;
  /** The bundle node made for the connection. */
  readonly node: ClusterNode | null;
  /** The instance of the nested primitive that runs in this replica. */
  readonly inner: Resource | null;
}

export class Bundle extends ResourceBase {
  readonly kind = 'bundle';
  readonly definition: BundleDefinition;
  readonly replicas: Replica[] = [];
  /** The internal clone of the nested primitive. */
  innerClone: Clone | null = null;
  /** Placements of it that are under way, one within the other (spec B13.4). */
  nesting = 0;
  replicaCount = 1;
  replicasPerHost = 1;
  promotedMax = 0;
  image = '';

  constructor(definition: BundleDefinition) {
    super(definition.id, definition.id, null, null);
    this.definition = definition;
  }
}

/** Any resource; narrow on `kind`. */
export type Resource = Primitive | Group | Clone | Bundle;

/** Climbs to the uppermost parent, stopping below a bundle (spec B0.3 `top`). */
export function topResource(resource: Resource): Resource {
  let top = resource;
  while (top.parent !== null && top.parent.kind !== 'bundle') top = top.parent;
  return top;
}

/** Part of a bundle (spec A7.1). */
export function isBundled(resource: Resource): boolean {
  return topResource(resource).parent !== null;
}

/** All leaf primitives below a resource, in child order; the resource itself when it is one. */
export function leaves(resource: Resource, found: Primitive[] = []): Primitive[] {
  if (resource.kind === 'primitive') found.push(resource);
  else for (const child of resource.children) leaves(child, found);
  return found;
}
