import type { Cluster } from '../scheduler/model/cluster.ts';
import type { Resource } from '../scheduler/model/resource.ts';
import { Role } from '../scheduler/model/role.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { leavesOf } from './placements.ts';

/** Nodes on which a resource, or anything in it, runs; with `isPromoted` only those where it is promoted. */
export function nodesOf(cluster: Cluster, id: string, isPromoted: boolean): readonly string[] {
  const named = findResource(cluster, id);
  // The name of what a clone is made of stands for all its instances.
  const resource: Resource | null = named?.parent?.kind === 'clone' ? named.parent : named;
  if (resource === null) return [];
  const leaves = leavesOf(resource).filter((leaf) => !isPromoted || leaf.role === Role.Promoted);
  return [...new Set(leaves.flatMap(({ runningOn }) => runningOn.map(({ name }) => name)))];
}
