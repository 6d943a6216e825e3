/** A node a resource is active on. */
export interface ActiveNode {
  readonly name: string;
  readonly id: string;
  readonly isOnline: boolean;
  readonly isUnclean: boolean;
}

/** A primitive, or an instance of one, as it is shown (spec C6.3.3). */
export interface PrimitiveStatus {
  readonly kind: 'primitive';
  /** Id as configured for instances of anonymous clones, full id otherwise. */
  readonly id: string;
  /** `class:provider:type`. */
  readonly agent: string;
  /** Role, or the operation that is pending, in one word. */
  readonly roleText: string;
  /** Promoted, as opposed to any other role. */
  readonly isPromoted: boolean;
  readonly isStopped: boolean;
  /** Meta `target-role` as written. */
  readonly targetRole: string | null;
  /** `disabled`, `target-role:…`, or `null` when nothing keeps it from its full role. */
  readonly disabledText: string | null;
  readonly isActive: boolean;
  readonly isOrphan: boolean;
  readonly isBlocked: boolean;
  readonly isManaged: boolean;
  readonly isFailed: boolean;
  readonly ignoresFailure: boolean;
  /** In the order of discovery. */
  readonly activeNodes: readonly ActiveNode[];
  /** The node shown with it; `null` when there is none or several. */
  readonly node: ActiveNode | null;
  /** Result of a failed probe that explains why it is stopped. */
  readonly probeFailure: string | null;
  readonly lockNode: string | null;
  /** A recurring monitor is pending. */
  readonly isMonitoring: boolean;
  readonly description: string | null;
  /** Made by the scheduler itself. */
  readonly isInternal: boolean;
}

/** A group and its members (spec C6.3.4). */
export interface GroupStatus {
  readonly kind: 'group';
  readonly id: string;
  readonly isManaged: boolean;
  readonly isDisabled: boolean;
  readonly isActive: boolean;
  readonly isOrphan: boolean;
  readonly members: readonly PrimitiveStatus[];
}

export type InstanceStatus = PrimitiveStatus | GroupStatus;

/** Nodes on which instances are stopped for one and the same reason. */
export interface StoppedNodes {
  /** `Stopped`, or with the reason in parentheses. */
  readonly text: string;
  readonly names: readonly string[];
}

/** A clone (spec C6.3.5). */
export interface CloneStatus {
  readonly kind: 'clone';
  readonly id: string;
  /** Id of what is cloned. */
  readonly childId: string;
  readonly isPromotable: boolean;
  readonly isUnique: boolean;
  readonly isManaged: boolean;
  readonly isDisabled: boolean;
  /** Disabled because it may not be promoted, as opposed to stopped. */
  readonly isLimitedToUnpromoted: boolean;
  readonly isFailed: boolean;
  readonly ignoresFailure: boolean;
  readonly targetRole: string | null;
  readonly isActive: boolean;
  readonly isOrphan: boolean;
  readonly instances: readonly InstanceStatus[];
  /** Instances that need a line of their own. */
  readonly individuals: readonly InstanceStatus[];
  readonly promotedOn: readonly string[];
  readonly startedOn: readonly string[];
  readonly stoppedOn: readonly StoppedNodes[];
}

/** One replica of a bundle. */
export interface ReplicaStatus {
  readonly number: number;
  /** The line that stands for the replica: what runs inside, at the container's place. */
  readonly line: PrimitiveStatus;
  readonly parts: readonly PrimitiveStatus[];
}

/** A bundle (spec C6.3.6). */
export interface BundleStatus {
  readonly kind: 'bundle';
  readonly id: string;
  readonly agent: string;
  readonly image: string;
  readonly isUnique: boolean;
  readonly isManaged: boolean;
  readonly isFailed: boolean;
  readonly isActive: boolean;
  readonly isOrphan: boolean;
  readonly replicas: readonly ReplicaStatus[];
}

export type ResourceStatus = PrimitiveStatus | GroupStatus | CloneStatus | BundleStatus;
