/** A node as the cluster sees it. */
export interface ClusterNodeView {
  readonly name: string;
  /** `member` votes and runs the cluster's daemons; `remote` is a machine the cluster reaches over the network. */
  readonly kind: 'member' | 'remote';
  readonly isOnline: boolean;
}

/** Something that runs and will be stopped. */
export interface RunningResource {
  readonly id: string;
  readonly node: string;
}

/** A cluster at one instant. */
export interface ClusterView {
  /** Hawser's own daemon, or Pacemaker through its command line tools. */
  readonly kind: 'hawser' | 'pacemaker';
  /** The cluster's own name; `null` when it has none. */
  readonly name: string | null;
  /** The node that was asked. */
  readonly self: string;
  readonly isQuorate: boolean;
  readonly dc: string | null;
  readonly nodes: readonly ClusterNodeView[];
  readonly running: readonly RunningResource[];
}
