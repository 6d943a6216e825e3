import type { NodeState } from '../../cib/model/status-entry.ts';
import { Discovery } from './node-table.ts';
import type { Resource } from './resource.ts';

/** `member`: runs the cluster stack; `remote`: a remote, guest or bundle node; `ping`: never runs anything (spec A4.1.3). */
export type NodeKind = 'member' | 'remote' | 'ping';

/** One node with everything known of it in this scheduling run (spec A4, B0.4). */
export class ClusterNode {
  /** Slot of this node in every NodeTable. Creation order, not list order. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly kind: NodeKind;

  /** Score copied into a table when an entry for this node is made (spec A4.1.2, B2.2). */
  baseScore = 0;
  baseDiscovery: Discovery = Discovery.Always;

  isOnline = false;
  isPending = false;
  isUnclean = false;
  isUnseen = true;
  isShutdown = false;
  isExpectedUp = false;
  isStandby = false;
  isStandbyOnFail = false;
  isMaintenance = false;
  isDc = false;
  /** False when probes are switched off on this (remote or guest) node (spec A4.8). */
  allowsProbes = true;
  /** History has been read (spec A4.4). */
  isUnpacked = false;
  remoteRequiresReset = false;
  remoteWasFenced = false;
  /** Maintenance state the remote daemon knows (`node_in_maintenance`). */
  remoteMaintenance = false;

  /** Sum of priorities of what is active here (spec A5.8.1). */
  priority = 0;
  readonly attributes = new Map<string, string>();
  /** Capacity left, by utilization attribute (spec B14.2). */
  readonly utilization = new Map<string, number>();
  /** Number of primitives assigned here so far in this run (spec B2.5). */
  assignedCount = 0;
  /** Primitives active here, in discovery order. */
  readonly running: Resource[] = [];
  /** The connection resource of a remote, guest or bundle node. */
  connection: Resource | null = null;
  state: NodeState | null = null;
  /** Calculated digests by operation key (spec A5.11.5). */
  readonly digests = new Map<string, unknown>();

  constructor(index: number, id: string, name: string, kind: NodeKind) {
    this.index = index;
    this.id = id;
    this.name = name;
    this.kind = kind;
  }
}

/** Remote or guest (or bundle) node. */
export function isRemoteOrGuest(node: ClusterNode): boolean {
  return node.kind === 'remote';
}

/** Guest node: its connection lives in a container (spec A4.6.2). */
export function isGuestNode(node: ClusterNode): boolean {
  return node.kind === 'remote' && node.connection !== null && node.connection.container !== null;
}

/** Remote node proper: no connection, or one without a container. */
export function isRemoteNode(node: ClusterNode): boolean {
  return node.kind === 'remote' && (node.connection === null || node.connection.container === null);
}

/** Available to run resources (spec B2.1 without its options). */
export function isAvailable(node: ClusterNode): boolean {
  return node.isOnline && !node.isShutdown && !node.isUnclean && !node.isStandby && !node.isMaintenance;
}
