import { isTrue } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';
import { addScores, INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Colocation } from '../model/constraint.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Bundle, Clone, Group, Primitive, Resource } from '../model/resource.ts';
import { leaves } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { attributeClasses } from './attribute-classes.ts';
import { colocationEffect } from './colocation-effect.ts';
import { addWhereInRole, addWherePlaced, keepOnly, type PlacedInstance } from './colocation-scores.ts';
import { compatibleInstance, isBlockedAnywhere, locationOf, stateOf } from './compatible.ts';
import { forceAssignment } from './finalize.ts';

/**
 * Lets the decision about a primary act on a dependent: on its scores while it is undecided, on its promotion priority
 * afterwards. The primary's kind decides how (spec B8.8).
 */
export function applyColocation(
  cluster: Cluster,
  dependent: Resource,
  primary: Resource,
  colocation: Colocation,
): void {
  if (dependent.kind === 'group') {
    applyToGroup(cluster, dependent, primary, colocation);
    return;
  }
  if (dependent.kind !== 'primitive') return;
  switch (primary.kind) {
    case 'primitive':
      applyPrimitive(cluster, dependent, primary, colocation);
      break;
    case 'group':
      applyGroup(cluster, dependent, primary, colocation);
      break;
    case 'clone':
      applyClone(cluster, dependent, primary, colocation);
      break;
    case 'bundle':
      applyBundle(cluster, dependent, primary, colocation);
      break;
  }
}

function applyToGroup(cluster: Cluster, group: Group, primary: Resource, colocation: Colocation): void {
  if (group.isColocated) {
    const first = group.children[0];
    if (first !== undefined) applyColocation(cluster, first, primary, colocation);
    return;
  }
  if (colocation.score >= INFINITY_SCORE) {
    noteLooseGroup(cluster, colocation, group);
    return;
  }
  for (const member of group.children) applyColocation(cluster, member, primary, colocation);
}

function applyPrimitive(
  cluster: Cluster,
  dependent: Primitive,
  primary: Primitive,
  colocation: Colocation,
): void {
  switch (colocationEffect(dependent, primary, colocation, false)) {
    case 'role':
      changePriority(cluster, dependent, primary, colocation);
      break;
    case 'location':
      addWherePlaced(cluster, dependent, primary, colocation);
      break;
    case 'nothing':
      break;
  }
}

/** Role effect: the promotion priority of a decided instance (spec B8.10). */
function changePriority(
  cluster: Cluster,
  dependent: Primitive,
  primary: Primitive,
  colocation: Colocation,
): void {
  if (dependent.assigned === null || primary.assigned === null) return;
  const { classOf } = attributeClasses(cluster, colocation.nodeAttribute ?? '#id');
  const { score, dependentRole, primaryRole } = colocation;
  if (classOf[dependent.assigned.index] !== classOf[primary.assigned.index]) {
    if (score >= INFINITY_SCORE && dependentRole === Role.Promoted) dependent.priority = -INFINITY_SCORE;
    return;
  }
  if (primaryRole !== Role.Unknown && primaryRole !== primary.nextRole) return;
  const signed = dependentRole === Role.Unpromoted ? -score : score;
  dependent.priority = addScores(signed, dependent.priority);
}

function applyGroup(cluster: Cluster, dependent: Primitive, group: Group, colocation: Colocation): void {
  if (group.isUnassigned) return;
  const isMandatory = colocation.score >= INFINITY_SCORE;
  if (group.isColocated) {
    const member = isMandatory ? group.children.at(-1) : group.children[0];
    if (member !== undefined) applyColocation(cluster, dependent, member, colocation);
    return;
  }
  if (isMandatory) {
    noteLooseGroup(cluster, colocation, group);
    return;
  }
  for (const member of group.children) applyColocation(cluster, dependent, member, colocation);
}

function noteLooseGroup(cluster: Cluster, colocation: Colocation, group: Group): void {
  noteProblem(
    cluster,
    'HWS-PLC-001',
    colocation,
    `${colocation.id} cannot be mandatory because the members of ${group.id} are not colocated`,
    'Use a finite score, or remove collocated=false from the group.',
  );
}

/** Adds a warning about a colocation, once. */
function noteProblem(
  cluster: Cluster,
  code: string,
  colocation: Colocation,
  message: string,
  hint: string,
): void {
  if (cluster.problems.some((problem) => problem.code === code && problem.id === colocation.id)) return;
  cluster.problems.push({ code, severity: 'warning', message, hint, id: colocation.id, at: null });
}

function applyClone(cluster: Cluster, dependent: Primitive, clone: Clone, colocation: Colocation): void {
  if (clone.isPromotable && colocation.primaryRole !== Role.Unknown) {
    if (clone.isUnassigned) return;
    if (dependent.isUnassigned) {
      placeWithRole(cluster, dependent, clone, colocation);
      return;
    }
    if (colocation.dependentRole === Role.Promoted) {
      promoteWithRole(cluster, dependent, clone, colocation);
      return;
    }
  }
  if (clone.isUnassigned) return;
  if (interleaves(cluster, colocation, clone)) {
    pairWithInstance(cluster, dependent, clone, colocation);
    return;
  }
  if (colocation.score >= INFINITY_SCORE) {
    const nodes: ClusterNode[] = [];
    for (const instance of clone.children) {
      const node = locationOf(instance, 'planned');
      if (node !== null && !isBlockedAnywhere(instance)) nodes.push(node);
    }
    keepOnly(cluster, dependent, nodes, clone, colocation);
    return;
  }
  for (const instance of clone.children) applyColocation(cluster, dependent, instance, colocation);
}

/** Interleaving (spec B8.8.4): both sides must have the same number of copies per node. */
function interleaves(cluster: Cluster, colocation: Colocation, primary: Clone): boolean {
  const { dependent } = colocation;
  if (dependent.kind !== 'clone' && dependent.kind !== 'bundle') return false;
  if (!isTrue(dependent.meta.get('interleave') ?? null)) return false;
  if (copiesPerNode(dependent) === copiesPerNode(primary)) return true;
  noteProblem(
    cluster,
    'HWS-PLC-002',
    colocation,
    `${dependent.id} cannot be interleaved with ${primary.id}: they run different numbers of instances per node`,
    'Give both the same clone-node-max, or remove interleave.',
  );
  return false;
}

/** Copies per node as configured; a limit forced on an anonymous clone does not count here. */
function copiesPerNode(resource: Resource): number {
  if (resource.kind === 'clone') return parseCount(resource.meta.get('clone-node-max') ?? '1', 0);
  return resource.kind === 'bundle' ? resource.replicasPerHost : 1;
}

/** Dependent of instances in a role, while it is undecided (spec B12.9). */
function placeWithRole(cluster: Cluster, dependent: Primitive, clone: Clone, colocation: Colocation): void {
  const placed: PlacedInstance[] = [];
  for (const instance of clone.children) {
    const node = locationOf(instance, 'planned');
    if (node === null || stateOf(instance, 'planned') !== colocation.primaryRole) continue;
    const leaf = leaves(instance).find((candidate) => candidate.assigned === node);
    placed.push({ node, score: leaf?.assignedScore ?? 0 });
  }
  // Of two promoted roles nothing follows yet: an instance must be able to start unpromoted.
  const mustFollow = !(
    colocation.dependentRole === Role.Promoted && colocation.primaryRole === Role.Promoted
  );
  addWhereInRole(cluster, dependent, placed, clone, colocation, mustFollow);
}

/** Promotion priority of a decided dependent that is to be promoted where the primary has a role (spec B12.10). */
function promoteWithRole(cluster: Cluster, dependent: Primitive, clone: Clone, colocation: Colocation): void {
  const partner = compatibleInstance(cluster, dependent, clone, colocation.primaryRole, 'planned');
  if (partner !== null) dependent.priority = addScores(dependent.priority, colocation.score);
  else if (colocation.score >= INFINITY_SCORE) dependent.priority = -INFINITY_SCORE;
}

/** Pairs a dependent with the instance on its own node, or leaves it without a node (spec B8.8.6). */
function pairWithInstance(
  cluster: Cluster,
  dependent: Primitive,
  primary: Clone | Bundle,
  colocation: Colocation,
): void {
  const partner = compatibleInstance(cluster, dependent, primary, Role.Unknown, 'planned');
  if (partner !== null) applyColocation(cluster, dependent, partner, colocation);
  else if (colocation.score >= INFINITY_SCORE) forceAssignment(cluster, dependent, null);
}

function applyBundle(cluster: Cluster, dependent: Primitive, bundle: Bundle, colocation: Colocation): void {
  if (bundle.isUnassigned) return;
  if (colocation.dependent.kind === 'clone' || colocation.dependent.kind === 'bundle') {
    pairWithInstance(cluster, dependent, bundle, colocation);
    return;
  }
  if (colocation.score < INFINITY_SCORE) {
    for (const replica of bundle.replicas) applyColocation(cluster, dependent, replica.container, colocation);
    return;
  }
  const nodes: ClusterNode[] = [];
  for (const { container, inner } of bundle.replicas) {
    if (isBlockedAnywhere(container) || container.assigned === null) continue;
    if (colocation.primaryRole === Role.Promoted && inner?.nextRole !== Role.Promoted) continue;
    nodes.push(container.assigned);
  }
  keepOnly(cluster, dependent, nodes, bundle, colocation);
}
