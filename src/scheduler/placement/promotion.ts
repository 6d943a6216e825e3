import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { LocationConstraint } from '../model/constraint.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import type { Clone, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { applyColocation } from './apply-colocation.ts';
import { canRun } from './availability.ts';
import { locationOf, locationsOf, stateOf } from './compatible.ts';
import { hasInfluence } from './has-influence.ts';
import { sortInstancesBy } from './instance-order.ts';
import { promotionAttribute, promotionScore } from './promotion-score.ts';
import { recordPromotionScore } from './records.ts';
import { colocationFactor } from './scaled-score.ts';
import { SPREAD_ACTIVE, SPREAD_ACTIVE_NONNEGATIVE, SPREAD_PLAIN, spread } from './spread.ts';
import { banEverywhere } from './tables.ts';

/** Promotion scores draw instances to the nodes that want them promoted (spec B12.2). */
export function addPromotionScores(cluster: Cluster, clone: Clone): void {
  const { keepReasons } = cluster.settings;
  for (const instance of clone.children) {
    for (const index of instance.allowed.insertionOrder) {
      const node = cluster.nodesByIndex[index] as ClusterNode;
      if (!isAvailable(node)) continue;
      const { value } = promotionScore(cluster, instance, node);
      if (value > 0) {
        const reason = keepReasons
          ? ({ kind: 'promotion-score', attribute: attributeName(instance) } as const)
          : null;
        instance.allowed.add(node, value, reason);
      }
      if (value > instance.priority) instance.priority = value;
    }
  }
}

function attributeName(instance: Resource): string {
  return instance.kind === 'primitive' ? promotionAttribute(instance) : `master-${instance.configuredId}`;
}

/** Chooses which instances of a promotable clone are promoted, and gives all of them their next roles (spec B12). */
export function choosePromoted(cluster: Cluster, clone: Clone): void {
  clone.allowed.resetCounts();
  for (const instance of clone.children) setPriority(cluster, clone, instance);
  sortByPromotion(cluster, clone);
  let promoted = 0;
  for (const instance of clone.children) {
    recordPromotionScore(cluster, instance, locationOf(instance, 'planned'));
    const node = promotableNode(clone, instance, promoted);
    const isFrozen =
      instance.role < Role.Promoted && !cluster.isQuorate && cluster.options.noQuorumPolicy === 'freeze';
    if (node === null || isFrozen) {
      setUnpromoted(instance);
      continue;
    }
    clone.allowed.incrementCount(node);
    promoted++;
    setPromoted(instance);
  }
}

/** Priority and sort index of one instance (spec B12.5). */
function setPriority(cluster: Cluster, clone: Clone, instance: Resource): void {
  if (stateOf(instance, 'actual') === Role.Started) {
    instance.role = Role.Unpromoted;
    for (const child of instance.children) if (child.role === Role.Started) child.role = Role.Unpromoted;
  }
  const node = locationOf(instance, 'planned');
  if (node === null) return;
  const next = stateOf(instance, 'planned');
  if (next === Role.Unpromoted || next === Role.Stopped) {
    instance.priority = -INFINITY_SCORE;
  } else if (next !== Role.Promoted) {
    const score = promotionScore(cluster, instance, node);
    instance.priority = score.isDefault ? -1 : score.value;
  }
  addPromotedLocations(instance, instance.locations, node);
  addPromotedLocations(instance, clone.locations, node);
  for (const colocation of instance.colocatedWith) {
    applyColocation(cluster, instance, colocation.primary, colocation);
  }
  instance.promotionIndex = next === Role.Promoted ? INFINITY_SCORE : instance.priority;
}

/** Location constraints for the promoted role (spec B12.6). */
function addPromotedLocations(
  instance: Resource,
  locations: readonly LocationConstraint[],
  node: ClusterNode,
): void {
  for (let index = locations.length - 1; index >= 0; index--) {
    const location = locations[index] as LocationConstraint;
    if (location.role !== Role.Promoted) continue;
    const entry = location.nodes.find((candidate) => candidate.node === node);
    if (entry !== undefined) instance.priority = addScores(instance.priority, entry.score);
  }
}

/** Final sort indexes, then the order of promotion (spec B12.7). */
function sortByPromotion(cluster: Cluster, clone: Clone): void {
  clone.isVisiting = true;
  const { keepReasons } = cluster.settings;
  for (const instance of clone.children) {
    const node = locationOf(instance, 'planned');
    if (instance.promotionIndex < 0 || node === null || !clone.allowed.has(node)) continue;
    const reason = keepReasons
      ? ({ kind: 'promotion-score', attribute: attributeName(instance) } as const)
      : null;
    clone.allowed.add(node, instance.promotionIndex, reason);
  }
  addPromotedColocations(cluster, clone);
  for (const { ticket, role, id } of clone.tickets) {
    if (role !== Role.Promoted || (ticket.isGranted && !ticket.isStandby)) continue;
    banEverywhere(cluster, clone, keepReasons ? { kind: 'ticket', ticket: ticket.id, constraint: id } : null);
  }
  for (const instance of clone.children) {
    const node = locationOf(instance, 'planned');
    if (!instance.isManaged && instance.nextRole === Role.Promoted) {
      instance.promotionIndex = INFINITY_SCORE;
    } else if (node !== null && instance.promotionIndex >= 0 && clone.allowed.has(node)) {
      instance.promotionIndex = clone.allowed.score(node);
    }
  }
  clone.children = sortInstancesBy(cluster, clone.children, (a, b) => {
    if (a.promotionIndex !== b.promotionIndex) return b.promotionIndex - a.promotionIndex;
    return stateOf(b, 'actual') - stateOf(a, 'actual');
  });
  clone.isVisiting = false;
}

/** Colocations of the promoted role, on the table of the clone (spec B12.7.2, B12.7.3). */
function addPromotedColocations(cluster: Cluster, clone: Clone): void {
  for (const colocation of clone.colocatedWith) {
    if (colocation.dependentRole !== Role.Promoted) continue;
    const mode = colocation.score >= INFINITY_SCORE ? SPREAD_PLAIN : SPREAD_ACTIVE;
    const factor = colocationFactor(colocation.score);
    clone.allowed = spread(cluster, colocation.primary, clone.allowed, colocation, factor, mode);
  }
  for (const colocation of clone.dependents) {
    if (colocation.primaryRole !== Role.Promoted || !hasInfluence(colocation)) continue;
    const factor = colocationFactor(colocation.score);
    clone.allowed = spread(
      cluster,
      colocation.dependent,
      clone.allowed,
      colocation,
      factor,
      SPREAD_ACTIVE_NONNEGATIVE,
    );
  }
}

/** The node an instance could be promoted on now, `null` when it cannot be (spec B12.8.2). */
function promotableNode(clone: Clone, instance: Resource, promoted: number): ClusterNode | null {
  if (instance.promotionIndex < 0) return null;
  if (promoted >= clone.promotedMax && clone.isManaged) return null;
  return promotableNodeOf(clone, instance);
}

function promotableNodeOf(clone: Clone, resource: Resource): ClusterNode | null {
  for (const member of resource.children) {
    if (promotableNodeOf(clone, member) === null) return null;
  }
  const node = locationOf(resource, 'planned');
  if (node === null) return null;
  if (!resource.isManaged) {
    if (stateOf(resource, 'actual') !== Role.Promoted) return null;
  } else if (resource.priority < 0 || !canRun(node, null, true)) {
    return null;
  }
  if (!clone.allowed.has(node)) return null;
  if (resource.isManaged && clone.allowed.count(node) >= clone.promotedNodeMax) return null;
  return node;
}

function setUnpromoted(resource: Resource): void {
  resource.nextRole = locationsOf(resource, 'planned').length > 0 ? Role.Unpromoted : Role.Stopped;
  for (const child of resource.children) setUnpromoted(child);
}

function setPromoted(resource: Resource): void {
  if (resource.nextRole === Role.Unknown) resource.nextRole = Role.Promoted;
  for (const child of resource.children) setPromoted(child);
}
