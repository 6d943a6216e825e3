import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { Clone, Group, Primitive, Resource } from '../model/resource.ts';
import { compareCapacity, hasCapacity } from './capacity.ts';
import { colocationEffect } from './colocation-effect.ts';
import { nodesInHashOrder } from './hash-order.ts';

/**
 * Bans nodes that lack the capacity for a primitive and all that must run with it. When no node can hold them all, only
 * nodes too small for the primitive itself are banned, and the most capable node is returned (spec B14.3).
 */
export function banByCapacity(cluster: Cluster, primitive: Primitive): ClusterNode | null {
  if (cluster.options.placementStrategy === 'default') return null;
  const need = totalUtilization(colocatedSet(primitive));
  const { allowed } = primitive;
  const usable = nodesInHashOrder(cluster, allowed).filter(
    (node) => isAvailable(node) && allowed.score(node) >= 0,
  );
  let mostCapable: ClusterNode | null = null;
  for (const node of usable) {
    if (mostCapable === null || compareCapacity(node, mostCapable) < 0) mostCapable = node;
  }
  const isEnoughSomewhere = usable.some((node) => hasCapacity(node, need));
  const required = isEnoughSomewhere ? need : primitive.utilization;
  const reason = cluster.settings.keepReasons
    ? ({ kind: 'capacity', needs: describe(required) } as const)
    : null;
  for (const node of usable) {
    if (!hasCapacity(node, required)) allowed.add(node, -INFINITY_SCORE, reason);
  }
  return isEnoughSomewhere ? null : mostCapable;
}

function describe(need: ReadonlyMap<string, number>): string {
  return Array.from(need, ([name, amount]) => `${name}=${amount}`).join(' ');
}

/** A resource and everything that must run on the same node (spec B14.5). */
function colocatedSet(origin: Primitive): ReadonlySet<Resource> {
  // A set lists what is added to it during the walk, too.
  const found = new Set<Resource>([origin]);
  for (const resource of found) {
    if (resource.kind === 'group') for (const member of boundMembers(resource)) found.add(member);
    for (const colocation of resource.colocatedWith) {
      const { primary } = colocation;
      if (primary !== origin && isBinding(resource, primary, colocation)) found.add(primary);
    }
    for (const colocation of resource.dependents) {
      const { dependent } = colocation;
      if (dependent === origin || (resource.kind === 'clone' && dependent.kind !== 'clone')) continue;
      if (isBinding(dependent, resource, colocation)) found.add(dependent);
    }
  }
  return found;
}

/** Members that run on one node with the group as a whole: all of them, or the first when they are not colocated. */
function boundMembers(group: Group): readonly Resource[] {
  return group.isColocated || group.parent?.kind === 'clone' ? group.children : group.children.slice(0, 1);
}

/** A mandatory colocation that will decide where the dependent runs. */
function isBinding(dependent: Resource, primary: Resource, colocation: Colocation): boolean {
  return (
    colocation.score >= INFINITY_SCORE &&
    colocationEffect(dependent, primary, colocation, true) === 'location'
  );
}

/** What all undecided resources of a set use together (spec B14.6). */
function totalUtilization(set: ReadonlySet<Resource>): Map<string, number> {
  const total = new Map<string, number>();
  for (const resource of set) addFromSet(resource, set, total);
  return total;
}

function addFromSet(resource: Resource, set: ReadonlySet<Resource>, total: Map<string, number>): void {
  if (!resource.isUnassigned) return;
  switch (resource.kind) {
    case 'primitive':
      addUtilization(resource, total);
      break;
    case 'group':
      for (const member of boundMembers(resource)) {
        if (!set.has(member)) addUtilization(member, total);
      }
      break;
    case 'clone':
      addFromClone(resource, set, total);
      break;
    case 'bundle': {
      const container = resource.replicas[0]?.container;
      if (container !== undefined) addUtilization(container, total);
      break;
    }
  }
}

function addFromClone(clone: Clone, set: ReadonlySet<Resource>, total: Map<string, number>): void {
  let isRepresented = false;
  for (const instance of clone.children) {
    if (set.has(instance)) {
      isRepresented = true;
    } else if (instance.children.some((member) => set.has(member))) {
      addFromSet(instance, set, total);
      isRepresented = true;
    }
  }
  const first = clone.children[0];
  if (!isRepresented && first !== undefined) addFromSet(first, set, total);
}

function addUtilization(resource: Resource, total: Map<string, number>): void {
  if (!resource.isUnassigned) return;
  for (const [name, amount] of resource.utilization) total.set(name, (total.get(name) ?? 0) + amount);
}
