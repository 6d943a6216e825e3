import type { ColocationDefinition, ResourceSet } from '../../cib/model/constraint-definition.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseScore } from '../../result/score-text.ts';
import type { Resource } from '../model/resource.ts';
import type { Role } from '../model/role.ts';
import { addOne, colocationRole, colocationScore } from './colocation-terms.ts';
import type { References } from './reference.ts';

/** Pairs within each set, and between each set and the one after it (spec B7.3, B7.4). */
export function unpackColocationSets(
  references: References,
  definition: ColocationDefinition,
  sets: readonly ResourceSet[],
): void {
  let earlier: ResourceSet | null = null;
  for (const set of sets) {
    unpackWithin(references, definition, set);
    if (earlier !== null) unpackBetween(references, definition, earlier, set);
    earlier = set;
  }
}

/** Pairs within one set. The set's own score wins over the constraint's (spec B7.3). */
function unpackWithin(references: References, definition: ColocationDefinition, set: ResourceSet): void {
  const { cluster } = references;
  const score = set.score === null ? colocationScore(definition) : parseScore(set.score);
  if (score === 0 || !isSequential(set)) return;
  const role = colocationRole(cluster, definition, set.role);
  const isGroupLike = set.ordering === null || set.ordering === 'group';
  const pair = (dependent: Resource, primary: Resource): void => {
    addOne(cluster, definition, {
      id: set.id ?? definition.id,
      dependent,
      primary,
      score,
      dependentRole: role,
      primaryRole: role,
      nodeAttribute: null,
    });
  };

  let previous: Resource | null = null;
  for (const id of set.resources) {
    const member = references.required(id, definition);
    if (member === null) return;
    if (score < 0) {
      for (const otherId of idsBefore(member, set)) {
        const other = references.required(otherId, definition);
        if (other === null) return;
        pair(member, other);
      }
    } else if (previous !== null && isGroupLike) pair(member, previous);
    else if (previous !== null) pair(previous, member);
    previous = member;
  }
}

/**
 * What a set names ahead of a member's own id: each is to be kept apart from it. A clone that the set names by the id
 * its instances have in history does not find its own id, and is kept apart from the whole set (as the oracle shows).
 */
function idsBefore(member: Resource, set: ResourceSet): readonly string[] {
  const end = set.resources.indexOf(member.id);
  return end < 0 ? set.resources : set.resources.slice(0, end);
}

/** Resources of the earlier set depend on those of the later one, with the constraint's score (spec B7.4). */
function unpackBetween(
  references: References,
  definition: ColocationDefinition,
  earlier: ResourceSet,
  later: ResourceSet,
): void {
  const { cluster } = references;
  const score = colocationScore(definition);
  if (score === 0) return;
  const dependentRole: Role = colocationRole(cluster, definition, earlier.role);
  const primaryRole: Role = colocationRole(cluster, definition, later.role);
  const dependentIds = isSequential(earlier) ? earlier.resources.slice(0, 1) : earlier.resources;
  const primaryIds = isSequential(later) ? later.resources.slice(-1) : later.resources;
  for (const dependentId of dependentIds) {
    const dependent = references.required(dependentId, definition);
    if (dependent === null) return;
    for (const primaryId of primaryIds) {
      const primary = references.required(primaryId, definition);
      if (primary === null) return;
      addOne(cluster, definition, {
        id: definition.id,
        dependent,
        primary,
        score,
        dependentRole,
        primaryRole,
        nodeAttribute: null,
      });
    }
  }
}

function isSequential(set: ResourceSet): boolean {
  return set.sequential === null || isTrue(set.sequential);
}
