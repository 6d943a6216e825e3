import { isTrue } from '../../result/boolean.ts';
import { newOrdering } from '../constraints/order.ts';
import { requestFencing } from '../fencing/request.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { Discovery } from '../model/node-table.ts';
import { Order } from '../model/order.ts';
import type { Bundle, Clone, Replica, Resource } from '../model/resource.ts';
import { locationOf } from '../placement/compatible.ts';
import { firstAction } from './find.ts';
import { sortByInstance } from './instances.ts';
import { nodeKey, operationKey } from './key.ts';
import { probePrimitive } from './probe.ts';
import { connectionState } from './remote.ts';
import { requestAction } from './request.ts';

/** Phase 7: finds out what runs where, on every node that is not known yet (spec C2.8). */
export function createProbes(cluster: Cluster): void {
  if (!cluster.options.startupProbes) return;
  for (const node of cluster.nodes) {
    if (!node.isOnline) {
      fenceUnreachable(cluster, node);
      continue;
    }
    if (node.isUnclean || !node.allowsProbes) continue;
    if (isToBeProbedAgain(cluster, node)) continue;
    for (const resource of cluster.resources) probe(cluster, resource, node);
  }
}

function fenceUnreachable(cluster: Cluster, node: ClusterNode): void {
  if (node.kind !== 'remote' || node.connection === null || isGuestNode(node)) return;
  if (connectionState(node) !== 'failed') return;
  requestFencing(cluster, node, 'the connection is unrecoverable', false);
}

/** Older clusters mark a node whose probes are to be repeated; it then probes everything itself (spec C2.8.2). */
function isToBeProbedAgain(cluster: Cluster, node: ClusterNode): boolean {
  const complete = node.attributes.get('probe_complete');
  if (complete === undefined || isTrue(complete)) return false;
  const key = nodeKey('probe_again', node);
  const action = requestAction(cluster, {
    resource: null,
    key,
    task: 'probe_again',
    node,
    optional: false,
    cause: 'probes to be repeated',
  });
  action.setMeta('op_no_wait', 'true');
  return true;
}

/** Probes a resource on a node; returns whether any probe was created (spec C2.8.3). */
function probe(cluster: Cluster, resource: Resource, node: ClusterNode): boolean {
  switch (resource.kind) {
    case 'primitive':
      return probePrimitive(cluster, resource, node);
    case 'group':
      return probeAll(cluster, resource.children, node);
    case 'clone':
      return probeClone(cluster, resource, node);
    case 'bundle':
      return probeBundle(cluster, resource, node);
  }
}

function probeAll(cluster: Cluster, resources: readonly Resource[], node: ClusterNode): boolean {
  let any = false;
  for (const resource of resources) if (probe(cluster, resource, node)) any = true;
  return any;
}

function probeClone(cluster: Cluster, clone: Clone, node: ClusterNode): boolean {
  sortByInstance(clone.children);
  if (clone.hasExclusiveDiscovery && clone.allowed.has(node)) {
    if (clone.allowed.discovery(node) !== Discovery.Exclusive) {
      clone.allowed.remove(node);
      return false;
    }
  }
  if (clone.isUnique) return probeAll(cluster, clone.children, node);
  const instance = instanceToProbe(clone, node);
  return instance === null ? false : probe(cluster, instance, node);
}

/** Anonymous instances are all alike on a node: one probe tells of them all (spec C2.8.3). */
function instanceToProbe(clone: Clone, node: ClusterNode): Resource | null {
  for (const instance of clone.children) if (isKnownOn(instance, node)) return instance;
  for (const instance of clone.children) if (locationOf(instance, 'planned') === node) return instance;
  return clone.children[0] ?? null;
}

function isKnownOn(resource: Resource, node: ClusterNode): boolean {
  return resource.knownOn.has(node) || resource.children.some((child) => isKnownOn(child, node));
}

function probeBundle(cluster: Cluster, bundle: Bundle, node: ClusterNode): boolean {
  let any = false;
  for (const replica of bundle.replicas) {
    if (replica.ip !== null && probe(cluster, replica.ip, node)) any = true;
    if (replica.inner !== null && replica.node === node && probe(cluster, replica.inner, node)) any = true;
    if (probe(cluster, replica.container, node)) {
      any = true;
      if (bundle.replicasPerHost === 1) orderBeforeOtherContainers(cluster, bundle, replica);
    }
    if (replica.connection !== null && probe(cluster, replica.connection, node)) {
      any = true;
      orderAfterContainer(cluster, replica.container, replica.connection, node);
    }
  }
  return any;
}

/** Two replicas must not meet on a host: none starts before it is known that no other is there. */
function orderBeforeOtherContainers(cluster: Cluster, bundle: Bundle, replica: Replica): void {
  for (const other of bundle.replicas) {
    if (other === replica) continue;
    newOrdering(cluster, {
      firstResource: replica.container,
      firstKey: operationKey(replica.container, 'monitor', 0),
      thenResource: other.container,
      thenKey: operationKey(other.container, 'start', 0),
      flags: Order.Order | Order.SameNode,
    });
  }
}

/** A connection cannot be probed before its container is up, unless that runs already. */
function orderAfterContainer(
  cluster: Cluster,
  container: Resource,
  connection: Resource,
  node: ClusterNode,
): void {
  const action = firstAction(connection, { key: operationKey(connection, 'monitor', 0), node });
  if (action === null) return;
  newOrdering(cluster, {
    firstResource: container,
    firstKey: operationKey(container, 'start', 0),
    thenAction: action,
    flags: Order.Probe,
  });
}
