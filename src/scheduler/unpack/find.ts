import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import type { Resource } from '../model/resource.ts';

/**
 * The resource an id stands for: the first in a depth-first walk of the resource tree whose full id or whose history
 * name is this (spec A5.3.1, B5.1). Case-sensitive.
 */
export function findResource(cluster: Cluster, id: string): Resource | null {
  let found = cluster.resourcesById.get(id) ?? null;
  const named = cluster.resourcesByHistoryName.get(id);
  if (named !== undefined) {
    for (const candidate of named) {
      if (found === null || isBefore(cluster, candidate, found)) found = candidate;
    }
  }
  return found;
}

/** The node with this id or, failing that, this name, any case (spec A0.6, A4.2.1). */
export function findNode(cluster: Cluster, nameOrId: string): ClusterNode | null {
  const key = nameOrId.toLowerCase();
  return cluster.nodesById.get(key) ?? cluster.nodesByName.get(key) ?? null;
}

/** The node of this name, any case. */
export function findNodeByName(cluster: Cluster, name: string): ClusterNode | null {
  return cluster.nodesByName.get(name.toLowerCase()) ?? null;
}

/** Makes a resource and everything below it findable by id. */
export function registerTree(cluster: Cluster, resource: Resource): void {
  if (!cluster.resourcesById.has(resource.id)) cluster.resourcesById.set(resource.id, resource);
  for (const child of resource.children) registerTree(cluster, child);
}

/** Sets or forgets the name under which history knows a resource (spec A5.3.5, A5.7.7). */
export function setHistoryName(cluster: Cluster, resource: Resource, name: string | null): void {
  if (resource.historyName === name) return;
  if (resource.historyName !== null) {
    const named = cluster.resourcesByHistoryName.get(resource.historyName);
    const at = named?.indexOf(resource) ?? -1;
    if (named !== undefined && at >= 0) named.splice(at, 1);
  }
  resource.historyName = name;
  if (name === null) return;
  const named = cluster.resourcesByHistoryName.get(name);
  if (named === undefined) cluster.resourcesByHistoryName.set(name, [resource]);
  else named.push(resource);
}

/** Whether a depth-first walk meets `a` before `b`. */
function isBefore(cluster: Cluster, a: Resource, b: Resource): boolean {
  if (a === b) return false;
  const pathA = path(a);
  const pathB = path(b);
  let siblings: readonly Resource[] = cluster.resources;
  for (let depth = 0; ; depth++) {
    const nextA = pathA[depth];
    const nextB = pathB[depth];
    if (nextA === undefined) return true;
    if (nextB === undefined) return false;
    if (nextA !== nextB) return siblings.indexOf(nextA) < siblings.indexOf(nextB);
    siblings = nextA.children;
  }
}

/** A resource's ancestors from the top of the tree down to itself. */
function path(resource: Resource): Resource[] {
  const found: Resource[] = [];
  for (let at: Resource | null = resource; at !== null; at = at.parent) found.unshift(at);
  return found;
}
