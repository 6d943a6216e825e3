import type { ResourceHistory } from '../../cib/model/status-entry.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { type Bundle, type Primitive, type Resource, topResource } from '../model/resource.ts';
import { setHistoryName } from '../unpack/find.ts';
import { chooseInstance } from './instance-choice.ts';

const INSTANCE_SUFFIX = /:\d+$/;

/** Finds the resource that a node's history of an id belongs to; `null` when it is an orphan's (spec A5.3). */
export function identifyResource(
  cluster: Cluster,
  node: ClusterNode,
  history: ResourceHistory,
): Primitive | null {
  const name = history.id.includes(':') ? history.id.replace(INSTANCE_SUFFIX, '') : history.id;
  const candidate = anyNamed(cluster, history.id) ?? firstInstance(cluster, name);
  if (candidate === null || candidate.kind !== 'primitive') return null;
  const found = chooseAmongInstances(cluster, node, candidate, name);
  if (found !== null && !isSameName(found.id, history.id) && !isSameName(found.historyName, history.id)) {
    setHistoryName(cluster, found, history.id);
  }
  return found;
}

/** A resource of this id or history name. Only instances of one clone can share a name, so any of them will do. */
function anyNamed(cluster: Cluster, name: string): Resource | null {
  return cluster.resourcesById.get(name) ?? cluster.resourcesByHistoryName.get(name)?.[0] ?? null;
}

/** Instance 0 of an anonymous clone, found by its name without number. */
function firstInstance(cluster: Cluster, name: string): Resource | null {
  const instance = anyNamed(cluster, `${name}:0`);
  return instance === null || instance.isUnique ? null : instance;
}

function chooseAmongInstances(
  cluster: Cluster,
  node: ClusterNode,
  candidate: Primitive,
  name: string,
): Primitive | null {
  const top = topResource(candidate);
  if (top.kind !== 'clone' || top.isUnique) return candidate;
  if (top.parent !== null) return instanceInReplica(top.parent as Bundle, node);
  return chooseInstance(cluster, top, node, name);
}

/** In a bundle the node tells the replica, and the replica the instance. */
function instanceInReplica(bundle: Bundle, node: ClusterNode): Primitive | null {
  for (const replica of bundle.replicas) {
    if (replica.node === node) return replica.inner?.kind === 'primitive' ? replica.inner : null;
  }
  return null;
}

function isSameName(a: string | null, b: string): boolean {
  return a === b || (a !== null && a.toLowerCase() === b.toLowerCase());
}
