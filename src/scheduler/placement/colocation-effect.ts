import type { Colocation } from '../model/constraint.ts';
import type { Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';

/** What a colocation does to its dependent at this moment (spec B8.7). */
export type ColocationEffect = 'nothing' | 'role' | 'location';

/**
 * What a colocation now means for a dependent, given a concrete primary (spec B8.7). With `isPreview` the answer is
 * what it will mean once the primary is decided. The role tests of negative scores are inverted on purpose.
 */
export function colocationEffect(
  dependent: Resource,
  primary: Resource,
  colocation: Colocation,
  isPreview: boolean,
): ColocationEffect {
  if (!isPreview && primary.isUnassigned) return 'nothing';
  const { score, dependentRole, primaryRole } = colocation;
  const isDecided = !dependent.isUnassigned;
  if (dependentRole >= Role.Unpromoted && dependent.parent?.isPromotable && isDecided) return 'role';
  if (!isPreview && isDecided) return 'nothing';
  if (score > 0) {
    if (dependentRole !== Role.Unknown && dependentRole !== dependent.nextRole) return 'nothing';
    if (primaryRole !== Role.Unknown && primaryRole !== primary.nextRole) return 'nothing';
  } else if (score < 0) {
    if (dependentRole !== Role.Unknown && dependentRole === dependent.nextRole) return 'nothing';
    if (primaryRole !== Role.Unknown && primaryRole === primary.nextRole) return 'nothing';
  }
  return 'location';
}
