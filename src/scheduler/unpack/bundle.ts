import type { CloneDefinition } from '../../cib/model/resource-definition.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Discovery, NodeTable } from '../model/node-table.ts';
import type { Bundle, Clone, Primitive, Resource } from '../model/resource.ts';
import { replicaAddresses } from './bundle-address.ts';
import { addressDefinition, containerDefinition } from './bundle-container.ts';
import { type BundleSettings, bundleSettings } from './bundle-settings.ts';
import { findNodeByName, findResource } from './find.ts';
import { impliedConnection } from './implied-connection.ts';
import { impliedSet } from './implied-primitive.ts';
import { createNode } from './nodes.ts';
import { report } from './report.ts';
import { unpackResource } from './resource.ts';

/** Score of the one node an instance inside a bundle can run on (spec B13.2). */
const REPLICA_NODE_SCORE = 500;

/** Makes the parts of a bundle (spec A7.6, B13.2). Returns whether it is valid. */
export function unpackBundle(cluster: Cluster, bundle: Bundle): boolean {
  const settings = bundleSettings(bundle.definition);
  if (settings === null) {
    return refuse(cluster, bundle, 'it has no docker, podman or rkt element', 'Describe its container');
  }
  bundle.image = settings.image;
  bundle.promotedMax = settings.promotedMax;
  bundle.replicaCount = settings.replicas;
  bundle.replicasPerHost = settings.replicasPerHost;
  if (settings.replicasPerHost === 1) bundle.isUnique = false;

  let clone: Clone | null = null;
  if (bundle.definition.primitive !== null) {
    if (settings.ipRangeStart === null) {
      if (settings.controlPort === null) {
        const hint = 'Set ip-range-start or control-port in its network element';
        return refuse(cluster, bundle, 'the resource in it cannot be reached', hint);
      }
      bundle.replicasPerHost = 1;
    }
    clone = makeInnerClone(cluster, bundle);
    if (clone === null) return false;
    bundle.innerClone = clone;
  }

  const count = clone === null ? bundle.replicaCount : clone.children.length;
  const addresses = replicaAddresses(settings.ipRangeStart, count);
  if (settings.ipRangeStart !== null && addresses.includes(null)) {
    const message = `Bundle ${bundle.id} has no address for some of its ${count} replicas`;
    const hint = 'Let ip-range-start be an IPv4 address with enough addresses after it';
    report(cluster, 'error', 'HWS-SCH-016', bundle.id, message, hint);
  }
  for (let number = 0; number < count; number++) {
    const inner = clone?.children[number] ?? null;
    if (!makeReplica(cluster, bundle, settings, number, inner, addresses)) return false;
  }
  if (clone !== null) bundle.children.push(clone);
  return true;
}

/** The clone of the nested primitive (spec A7.6.3); its instances run inside the containers only. */
function makeInnerClone(cluster: Cluster, bundle: Bundle): Clone | null {
  const isPromotable = bundle.promotedMax > 0;
  const id = `${bundle.id}-${isPromotable ? 'master' : 'clone'}`;
  const definition: CloneDefinition = {
    kind: 'clone',
    id,
    attributes: new Map([['id', id]]),
    metaSets: [
      impliedSet(`${bundle.id}-${id}-meta`, [
        ['ordered', 'true'],
        ['clone-max', String(bundle.replicaCount)],
        ['clone-node-max', String(bundle.replicasPerHost)],
        ['globally-unique', bundle.replicasPerHost > 1 ? 'true' : 'false'],
        ['promotable', isPromotable ? 'true' : null],
        ['promoted-max', isPromotable ? String(bundle.promotedMax) : null],
      ]),
    ],
    instanceSets: [],
    utilizationSets: [],
    element: null,
    isLegacyPromotable: false,
    child: bundle.definition.primitive,
  };
  const clone = unpackResource(cluster, definition, bundle);
  if (clone === null || clone.kind !== 'clone') return null;
  for (const instance of clone.children) {
    instance.hasExclusiveDiscovery = true;
    if (instance.notifies) clone.notifies = true;
    const target = instance.meta.get('container-attribute-target');
    if (target === undefined) continue;
    clone.meta.set('container-attribute-target', target);
    bundle.meta.set('container-attribute-target', target);
  }
  return clone;
}

/** One replica: container, address, connection with its node (spec A7.6.4). Returns whether it is valid. */
function makeReplica(
  cluster: Cluster,
  bundle: Bundle,
  settings: BundleSettings,
  number: number,
  inner: Resource | null,
  addresses: readonly (string | null)[],
): boolean {
  const address = addresses[number] ?? null;
  const container = makePart(
    cluster,
    bundle,
    containerDefinition({
      bundle: bundle.id,
      settings,
      number,
      addresses,
      hasPrimitive: inner !== null,
    }),
  );
  if (container === null) return false;
  let ip: Primitive | null = null;
  if (settings.ipRangeStart !== null) {
    ip = makePart(cluster, bundle, addressDefinition(bundle.id, settings, number, address));
    if (address !== null) inner?.meta.set('external-ip', address);
  }
  let node: ClusterNode | null = null;
  let connection: Primitive | null = null;
  if (inner !== null) {
    let name = `${bundle.id}-${number}`;
    if (findResource(cluster, name) !== null) name = `pcmk-internal-${inner.id}-remote-${number}`;
    node = reserveNode(cluster, name, inner);
    connection = makePart(
      cluster,
      bundle,
      impliedConnection({
        name,
        container: container.id,
        allowsMigration: null,
        isManaged: null,
        startTimeout: null,
        address: address ?? '#uname',
        port: settings.remotePort,
      }),
    );
    if (connection === null) return false;
    connectNode(cluster, connection, node);
    // The container takes its content's load to the node.
    for (const [name, value] of inner.utilization) container.utilization.set(name, value);
    inner.utilization.clear();
  }
  bundle.replicas.push({ number, ipAddress: address, container, ip, connection, node, inner });
  return true;
}

function makePart(
  cluster: Cluster,
  bundle: Bundle,
  definition: Parameters<typeof unpackResource>[1],
): Primitive | null {
  const part = unpackResource(cluster, definition, bundle);
  if (part === null || part.kind !== 'primitive') return null;
  bundle.children.push(part);
  return part;
}

/**
 * The node inside a replica's container: nothing may run there but the replica's own instance, and nothing is probed
 * for there (spec A7.6.4, B4.3).
 */
function reserveNode(cluster: Cluster, name: string, inner: Resource): ClusterNode {
  const node =
    findNodeByName(cluster, name) ??
    createNode(cluster, { id: name, name, kind: 'remote', score: -INFINITY_SCORE });
  node.baseScore = -INFINITY_SCORE;
  node.baseDiscovery = Discovery.Never;
  for (const resource of cluster.resources) forbid(cluster, resource, node);

  const keep = cluster.settings.keepReasons;
  inner.allowed = new NodeTable(cluster.nodesByIndex.length);
  const own = keep ? ({ kind: 'bundle', cause: 'replica-node' } as const) : null;
  inner.allowed.insert(node, REPLICA_NODE_SCORE, Discovery.Exclusive, own);
  const outer = inner.parent?.allowed;
  if (outer?.has(node)) {
    outer.set(node, -INFINITY_SCORE, keep ? { kind: 'bundle', cause: 'other-node' } : null);
    outer.setDiscovery(node, Discovery.Never);
  } else {
    outer?.insertBase(node, keep);
  }
  return node;
}

/** Keeps an already unpacked resource off a replica's node, if it knows it. */
function forbid(cluster: Cluster, resource: Resource, node: ClusterNode): void {
  if (resource.allowed.has(node)) {
    const reason = cluster.settings.keepReasons ? ({ kind: 'bundle', cause: 'other-node' } as const) : null;
    resource.allowed.set(node, -INFINITY_SCORE, reason);
    resource.allowed.setDiscovery(node, Discovery.Never);
  }
  for (const child of resource.children) forbid(cluster, child, node);
}

/** The connection runs on cluster nodes only, but not necessarily on its container's (spec A7.6.4). */
function connectNode(cluster: Cluster, connection: Primitive, node: ClusterNode): void {
  const reason = cluster.settings.keepReasons ? ({ kind: 'bundle', cause: 'own-node' } as const) : null;
  for (const other of cluster.nodes) {
    if (other.kind === 'remote' && connection.allowed.has(other)) {
      connection.allowed.set(other, -INFINITY_SCORE, reason);
    }
  }
  connection.allowsRemoteRemotes = true;
  node.connection = connection;
  node.attributes.set('#kind', 'container');
}

function refuse(cluster: Cluster, bundle: Bundle, why: string, hint: string): false {
  const message = `Bundle ${bundle.id} is ignored: ${why}`;
  report(cluster, 'error', 'HWS-SCH-015', bundle.id, message, hint);
  return false;
}
