import type { Cluster } from '../model/cluster.ts';
import type { LocationConstraint } from '../model/constraint.ts';
import { Discovery } from '../model/node-table.ts';

/**
 * Registers a location constraint. One with exclusive discovery limits its resource to the nodes such constraints
 * name, even if it names none (spec B5.3, B5.7, B5.10).
 */
export function addLocationConstraint(cluster: Cluster, constraint: LocationConstraint): void {
  cluster.locations.push(constraint);
  constraint.resource.locations.push(constraint);
  if (constraint.discovery === Discovery.Exclusive) constraint.resource.hasExclusiveDiscovery = true;
}
