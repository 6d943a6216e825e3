import type { ClusterNode } from './node.ts';
import type { Discovery } from './node-table.ts';
import type { Resource } from './resource.ts';
import type { Role } from './role.ts';

/** Location constraint for one resource: the nodes it names and their scores (spec B5). */
export interface LocationConstraint {
  readonly id: string;
  /** Id of the rule it was made from. */
  readonly rule: string | null;
  /** Made from the health of a node, not by the operator (spec B6.7). */
  readonly isHealth: boolean;
  readonly resource: Resource;
  /** Role::Unknown when there is no limit. */
  readonly role: Role;
  readonly discovery: Discovery;
  readonly nodes: readonly { readonly node: ClusterNode; readonly score: number }[];
}

/** "dependent with primary" (spec B7). Roles are Role.Unknown when not limited. */
export interface Colocation {
  readonly id: string;
  readonly dependent: Resource;
  readonly primary: Resource;
  readonly score: number;
  readonly dependentRole: Role;
  readonly primaryRole: Role;
  /** Node attribute that must be equal; `null` is the node itself. */
  readonly nodeAttribute: string | null;
  readonly influence: boolean;
  /** Made by the scheduler (groups, bundles, containers), not by the operator. */
  readonly isInternal: boolean;
}

export type LossPolicy = 'stop' | 'demote' | 'fence' | 'freeze';

/** State of a ticket (spec A1.14). */
export interface Ticket {
  readonly id: string;
  isGranted: boolean;
  isStandby: boolean;
  /** Epoch seconds, −1 when never granted. */
  lastGranted: number;
  readonly state: ReadonlyMap<string, string>;
}

/** "resource needs ticket" (spec B15.6, C2.11). */
export interface TicketConstraint {
  readonly id: string;
  readonly resource: Resource;
  readonly ticket: Ticket;
  readonly lossPolicy: LossPolicy;
  readonly role: Role;
}
