import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';
import type { Role } from '../model/role.ts';

/** What happens to a resource, in one word (spec C6.4.5). */
export type SummaryVerb =
  | 'Start'
  | 'Stop'
  | 'Restart'
  | 'Recover'
  | 'Move'
  | 'Migrate'
  | 'Reload'
  | 'Promote'
  | 'Demote'
  | 'Re-promote';

/** What will happen to one primitive (spec C6.4.3–C6.4.5). */
export interface ResourceSummary {
  readonly kind: 'resource';
  readonly verb: SummaryVerb;
  readonly resource: Resource;
  readonly role: Role;
  readonly nextRole: Role;
  /** Where it comes from; `null` when it is not active. */
  readonly origin: ClusterNode | null;
  readonly destination: ClusterNode | null;
  /** Why, in the words of the actions (spec C3.7, C1.6); `null` when nothing was noted. */
  readonly reason: string | null;
  /** The action the verb stands for cannot run. */
  readonly isBlocked: boolean;
}

/** What will happen to one node: so far only fencing and unfencing have reasons and appear (spec C6.4.1). */
export interface NodeSummary {
  readonly kind: 'node';
  /** `reboot`, `off` or `on`. */
  readonly operation: string;
  readonly node: ClusterNode;
  /** The container of a guest node; `null` for others. */
  readonly container: Resource | null;
  readonly reason: string;
}

export type SummaryEntry = ResourceSummary | NodeSummary;
