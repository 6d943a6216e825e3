import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { type Clone, leaves, type Primitive, type Resource } from '../model/resource.ts';
import { createInstance } from '../unpack/clone.ts';

/**
 * What history has told so far about the instances of an anonymous clone. Kept so that finding an instance does not
 * mean walking through all of them for every node.
 */
class Occupancy {
  /** Instances that are active or pending on a node, in the order they became so. */
  readonly byNode = new Map<ClusterNode, Resource[]>();
  /** No instance before this position is free; instances never become free again while history is read. */
  firstFree = 0;
}

const occupancies = new WeakMap<Clone, Occupancy>();

/** Notes that a primitive was found active, or pending, on a node. */
export function noteOccupied(primitive: Primitive, node: ClusterNode): void {
  let instance: Resource = primitive;
  let parent = primitive.parent;
  while (parent !== null && parent.kind !== 'clone') {
    instance = parent;
    parent = parent.parent;
  }
  if (parent === null) return;
  const occupancy = occupancyOf(parent);
  const instances = occupancy.byNode.get(node);
  if (instances === undefined) occupancy.byNode.set(node, [instance]);
  else if (!instances.includes(instance)) instances.push(instance);
}

/** Chooses the instance of an anonymous clone that history of `name` on a node belongs to (spec A5.3.1). */
export function chooseInstance(
  cluster: Cluster,
  clone: Clone,
  node: ClusterNode,
  name: string,
): Primitive | null {
  const occupancy = occupancyOf(clone);
  let chosen: Primitive | null = null;
  let mayUseFree = true;
  for (const instance of instancesFirstOn(occupancy, node)) {
    const member = memberNamed(instance, name);
    if (member === null) continue;
    if (member.runningOn.length > 0) {
      // More histories on this node than it can have instances: the surplus becomes an orphan.
      mayUseFree = false;
      continue;
    }
    chosen = member;
    break;
  }
  if (chosen === null && mayUseFree) chosen = freeMember(clone, occupancy, node, name);
  if (chosen !== null && isDoubtful(cluster, clone, chosen, node)) chosen = null;
  if (chosen !== null) return chosen;
  const created = createInstance(cluster, clone);
  return created === null ? null : memberNamed(created, name);
}

/** Instances whose first node is this one, in child order. */
function instancesFirstOn(occupancy: Occupancy, node: ClusterNode): Resource[] {
  const instances = (occupancy.byNode.get(node) ?? []).filter((instance) => firstNode(instance) === node);
  return instances.sort((a, b) => (a.instance ?? 0) - (b.instance ?? 0));
}

/** The member of the first instance that is neither active nor pending anywhere. */
function freeMember(clone: Clone, occupancy: Occupancy, node: ClusterNode, name: string): Primitive | null {
  while (occupancy.firstFree < clone.children.length) {
    const instance = clone.children[occupancy.firstFree] as Resource;
    if (firstNode(instance) === null && !instance.isBlocked) {
      const member = memberNamed(instance, name);
      return member !== null && member.pendingNode !== null && member.pendingNode !== node ? null : member;
    }
    occupancy.firstFree++;
  }
  return null;
}

/** First node where an instance (or any member of it) is active or has a pending action. */
function firstNode(instance: Resource): ClusterNode | null {
  for (const leaf of leaves(instance)) {
    const node = leaf.runningOn[0] ?? leaf.pendingNode;
    if (node !== null) return node;
  }
  return null;
}

/** Without fencing what a lost node says does not count, so it must not use up an instance (spec A5.3.1). */
function isDoubtful(cluster: Cluster, clone: Clone, chosen: Primitive, node: ClusterNode): boolean {
  return (
    !chosen.needsFencing &&
    (!node.isOnline || node.isUnclean) &&
    !isGuestNode(node) &&
    clone.cloneMax !== cluster.nodes.length
  );
}

function memberNamed(instance: Resource, name: string): Primitive | null {
  if (instance.kind === 'primitive') return instance.configuredId === name ? instance : null;
  for (const leaf of leaves(instance)) if (leaf.configuredId === name) return leaf;
  return null;
}

function occupancyOf(clone: Clone): Occupancy {
  let occupancy = occupancies.get(clone);
  if (occupancy === undefined) {
    occupancy = new Occupancy();
    occupancies.set(clone, occupancy);
  }
  return occupancy;
}
