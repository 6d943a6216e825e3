import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/** How many nodes a resource is active on. */
export interface ActiveNodes {
  readonly all: number;
  /** Online and clean ones only. */
  readonly clean: number;
  /** The count that decides whether it is active too often (spec A5.10.1). */
  readonly effective: number;
}

/** "The" node a resource is active on, for everything that needs one (spec B0.5, A5.10.3). */
export function currentNode(resource: Resource): ClusterNode | null {
  const first = resource.runningOn[0];
  if (first === undefined) return null;
  if (resource.runningOn.length === 1) return first;
  if (resource.partialSource !== null) {
    return resource.runningOn.includes(resource.partialSource) ? resource.partialSource : first;
  }
  if (resource.needsFencing) return first;
  for (const node of resource.runningOn) if (node.isOnline && !node.isUnclean) return node;
  return first;
}

/** Counts the nodes a resource is active on (spec A5.10.1). */
export function activeNodes(resource: Resource): ActiveNodes {
  let clean = 0;
  for (const node of resource.runningOn) if (node.isOnline && !node.isUnclean) clean++;
  const all = resource.runningOn.length;
  return { all, clean, effective: resource.needsFencing ? all : clean };
}
