import type { Cluster, FailedOperation } from '../../scheduler/model/cluster.ts';
import type { ClusterNode } from '../../scheduler/model/node.ts';
import { type Primitive, topResource } from '../../scheduler/model/resource.ts';
import { Role, roleName } from '../../scheduler/model/role.ts';
import { currentNode } from '../../scheduler/unpack/current-node.ts';
import { limitingRole } from './disabled.ts';
import { maskedProbes } from './masked-probe.ts';
import type { ActiveNode, PrimitiveStatus } from './resource-status.ts';
import { resultText } from './result-text.ts';

/** What to tell about operations that were under way. */
export interface StatusSettings {
  /** The first status tells of pending operations, the revised one does not (spec C6.3.3). */
  readonly showPending: boolean;
}

/** Place and name under which a part of a bundle is shown (spec C6.3.6). */
export interface ShownAs {
  readonly name: string;
  readonly node: ClusterNode | null;
}

const PENDING_TEXT: Readonly<Record<string, string>> = {
  start: 'Starting',
  stop: 'Stopping',
  migrate_to: 'Migrating',
  migrate_from: 'Migrating',
  promote: 'Promoting',
  demote: 'Demoting',
};

/** A primitive as it is shown. */
export function describePrimitive(
  cluster: Cluster,
  primitive: Primitive,
  settings: StatusSettings,
  shownAs: ShownAs | null = null,
): PrimitiveStatus {
  const { definition } = primitive;
  const pending = settings.showPending ? primitive.pendingTask : null;
  const node = shownAs === null ? shownNode(primitive) : shownAs.node;
  const isStopped = primitive.role <= Role.Stopped;
  return {
    kind: 'primitive',
    id: shownAs?.name ?? (primitive.isUnique ? primitive.id : primitive.configuredId),
    agent: agentOf(primitive),
    roleText: roleText(primitive, pending),
    isPromoted: primitive.role > Role.Unpromoted,
    isStopped,
    targetRole: primitive.meta.get('target-role') ?? null,
    disabledText: disabledText(primitive),
    isActive: isActive(primitive),
    isOrphan: primitive.isOrphan,
    isBlocked: primitive.isBlocked,
    isManaged: primitive.isManaged,
    isFailed: primitive.isFailed,
    ignoresFailure: primitive.ignoresFailure,
    activeNodes: primitive.runningOn.map(snapshot),
    node: node === null ? null : snapshot(node),
    probeFailure: isStopped ? probeFailure(cluster, primitive, node) : null,
    lockNode: primitive.lockNode?.name ?? null,
    isMonitoring: pending === 'monitor',
    description: definition.attributes.get('description') ?? null,
    isInternal: primitive.isInternal,
  };
}

/** Some active node is unclean or online, or nobody manages the resource (spec A7.5). */
export function isActive(primitive: Primitive): boolean {
  for (const node of primitive.runningOn) {
    if (node.isUnclean || node.isOnline || !primitive.isManaged) return true;
  }
  return false;
}

function snapshot(node: ClusterNode): ActiveNode {
  return { name: node.name, id: node.id, isOnline: node.isOnline, isUnclean: node.isUnclean };
}

function agentOf(primitive: Primitive): string {
  const { definition } = primitive;
  const agentClass = definition.class ?? '';
  const provider = agentClass === 'ocf' && definition.provider !== null ? `:${definition.provider}` : '';
  return `${agentClass}${provider}:${definition.type ?? ''}`;
}

/** The node the resource is shown on (spec C6.3.3.3). */
function shownNode(primitive: Primitive): ClusterNode | null {
  const current = currentNode(primitive);
  if (current !== null) return current;
  return primitive.pendingNode ?? primitive.lockNode;
}

function roleText(primitive: Primitive, pending: string | null): string {
  const pendingText = pending === null ? undefined : PENDING_TEXT[pending];
  if (pendingText !== undefined) return pendingText;
  if (primitive.role === Role.Started && topResource(primitive).isPromotable)
    return roleName(Role.Unpromoted);
  return roleName(primitive.role);
}

function disabledText(primitive: Primitive): string | null {
  const limit = limitingRole(primitive);
  if (limit === null) return null;
  return limit === Role.Stopped ? 'disabled' : `target-role:${primitive.meta.get('target-role') ?? ''}`;
}

/** Result of a masked probe on a node, or on any when none is given (spec C6.3.3.4). */
export function probeFailure(
  cluster: Cluster,
  primitive: Primitive,
  node: ClusterNode | null,
): string | null {
  for (const failed of maskedProbes(cluster, primitive.configuredId)) {
    const { entry } = failed;
    if (!isOf(failed, primitive) || entry.onNode === null) continue;
    if (node === null || entry.onNode === node.name) return resultText(entry.rc);
  }
  return null;
}

/** Members of cloned groups are never found (observed): failures carry no instance number. */
function isOf({ resource }: FailedOperation, primitive: Primitive): boolean {
  if (primitive.isUnique) return resource === primitive;
  return primitive.parent?.kind === 'clone' && resource.configuredId === primitive.configuredId;
}
