import type { Colocation } from '../model/constraint.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Whether a colocation's dependent may pull its primary, or this instance of the primary (spec B7.5). An inactive
 * primary is always pulled, an active one only if the constraint has influence.
 */
export function hasInfluence(colocation: Colocation, primary: Resource = colocation.primary): boolean {
  const dependent = colocation.dependent;
  if (
    dependent.kind === 'primitive' &&
    dependent.isRemoteConnection &&
    dependent.container !== null &&
    dependent.parent?.kind === 'bundle' &&
    !primary.isFailed &&
    primary.runningOn.length === 1
  ) {
    return false;
  }
  return colocation.influence || primary.runningOn.length === 0;
}
