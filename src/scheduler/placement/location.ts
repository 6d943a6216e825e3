import type { Cluster } from '../model/cluster.ts';
import type { LocationConstraint } from '../model/constraint.ts';
import { Discovery } from '../model/node-table.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Bundle, Group, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';

/** Applies all location constraints, the newest first (spec B1.14). */
export function applyLocations(cluster: Cluster): void {
  const { locations, settings } = cluster;
  for (let i = locations.length - 1; i >= 0; i--) {
    const constraint = locations[i] as LocationConstraint;
    applyTo(constraint.resource, constraint, false, settings.keepReasons ? reasonOf(constraint) : null);
  }
}

/**
 * Applies a constraint to a resource and those of its children it reaches (spec B5.9). With `withZero` the nodes count
 * as candidates but their scores do not, as for all members of a colocated group but the first.
 */
function applyTo(
  resource: Resource,
  constraint: LocationConstraint,
  withZero: boolean,
  reason: ScoreReason | null,
): void {
  applyToObject(resource, constraint, withZero, reason);
  switch (resource.kind) {
    case 'primitive':
      break;
    case 'group':
      applyToMembers(resource, constraint, withZero, reason);
      break;
    case 'clone':
      for (const instance of resource.children) applyTo(instance, constraint, withZero, reason);
      break;
    case 'bundle':
      applyToReplicas(resource, constraint, withZero, reason);
      break;
  }
}

function applyToMembers(
  group: Group,
  constraint: LocationConstraint,
  withZero: boolean,
  reason: ScoreReason | null,
): void {
  let isFirst = true;
  for (const member of group.children) {
    applyTo(member, constraint, withZero || (group.isColocated && !isFirst), reason);
    isFirst = false;
  }
}

/** Containers and addresses get it; limited to a promotable role, also the clone inside (spec B5.9). */
function applyToReplicas(
  bundle: Bundle,
  constraint: LocationConstraint,
  withZero: boolean,
  reason: ScoreReason | null,
): void {
  for (const replica of bundle.replicas) {
    applyTo(replica.container, constraint, withZero, reason);
    if (replica.ip !== null) applyTo(replica.ip, constraint, withZero, reason);
  }
  const isPromotableRole = constraint.role === Role.Promoted || constraint.role === Role.Unpromoted;
  if (bundle.innerClone === null || !isPromotableRole) return;
  applyTo(bundle.innerClone, constraint, withZero, reason);
  bundle.innerClone.locations.push(constraint);
}

/** Changes the table of this object alone (spec B5.8). */
function applyToObject(
  resource: Resource,
  constraint: LocationConstraint,
  withZero: boolean,
  reason: ScoreReason | null,
): void {
  if (constraint.role !== Role.Unknown && constraint.role !== resource.nextRole) return;
  const { allowed } = resource;
  const { discovery } = constraint;
  for (const { node, score } of constraint.nodes) {
    const value = withZero ? 0 : score;
    if (allowed.has(node)) allowed.add(node, value, reason);
    else allowed.insert(node, value, node.baseDiscovery, reason);
    if (discovery <= allowed.discovery(node)) continue;
    allowed.setDiscovery(node, discovery);
    if (discovery === Discovery.Exclusive) resource.hasExclusiveDiscovery = true;
  }
}

function reasonOf(constraint: LocationConstraint): ScoreReason {
  if (constraint.isHealth) return { kind: 'node-health' };
  return { kind: 'location', constraint: constraint.id, rule: constraint.rule };
}
