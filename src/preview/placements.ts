import type { Cluster } from '../scheduler/model/cluster.ts';
import type { Primitive, Resource } from '../scheduler/model/resource.ts';
import { Role } from '../scheduler/model/role.ts';

/** Where the instances of a primitive run, and in which role: names of nodes. */
export interface Placement {
  /** The primitive as it is configured: instances of a clone go by one id. */
  readonly id: string;
  /** What it stands in the configuration in: itself, its group, its clone. */
  readonly outer: string;
  readonly isCloned: boolean;
  readonly nodes: ReadonlyMap<string, 'Started' | 'Promoted' | 'Unpromoted'>;
}

/** Where everything runs, by configured id; fence devices, which only have to be reachable, are left out. */
export function placements(cluster: Cluster): ReadonlyMap<string, Placement> {
  const found = new Map<string, Placement & { nodes: Map<string, 'Started' | 'Promoted' | 'Unpromoted'> }>();
  for (const top of cluster.resources) {
    for (const leaf of leavesOf(top)) {
      if (leaf.isFenceDevice || leaf.isInternal) continue;
      const id = leaf.configuredId;
      const placement = found.get(id) ?? { id, outer: top.id, isCloned: isMultiple(top), nodes: new Map() };
      for (const node of leaf.runningOn) placement.nodes.set(node.name, roleName(leaf.role, top));
      found.set(id, placement);
    }
  }
  return found;
}

/** Every primitive inside a resource, or it itself. */
export function leavesOf(resource: Resource): readonly Primitive[] {
  return resource.kind === 'primitive' ? [resource] : resource.children.flatMap(leavesOf);
}

export function isMultiple(resource: Resource): boolean {
  return resource.kind === 'clone' || resource.kind === 'bundle';
}

function roleName(role: Role, top: Resource): 'Started' | 'Promoted' | 'Unpromoted' {
  if (role === Role.Promoted) return 'Promoted';
  return top.isPromotable || role === Role.Unpromoted ? 'Unpromoted' : 'Started';
}
