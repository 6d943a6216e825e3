import type { Cluster } from '../../scheduler/model/cluster.ts';
import {
  type Bundle,
  type Group,
  leaves,
  type Primitive,
  type Replica,
  type Resource,
} from '../../scheduler/model/resource.ts';
import { currentNode } from '../../scheduler/unpack/current-node.ts';
import { describeClone } from './clone-status.ts';
import { limitingRole } from './disabled.ts';
import { describePrimitive, isActive, type StatusSettings } from './primitive-status.ts';
import type {
  BundleStatus,
  GroupStatus,
  InstanceStatus,
  PrimitiveStatus,
  ReplicaStatus,
  ResourceStatus,
} from './resource-status.ts';

/** The resources that are shown, in list order (spec C6.3.2). */
export function describeResources(cluster: Cluster, settings: StatusSettings): ResourceStatus[] {
  const shown: ResourceStatus[] = [];
  for (const resource of cluster.resources) {
    const status = describeResource(cluster, resource, settings);
    if (status.isOrphan && !status.isActive) continue;
    // What nobody manages is not passed on to what contains it from a node that is offline (spec A5.8.3).
    if (resource.runningOn.length === 0 && leaves(resource).some(isActive)) continue;
    shown.push(status);
  }
  return shown;
}

function describeResource(cluster: Cluster, resource: Resource, settings: StatusSettings): ResourceStatus {
  switch (resource.kind) {
    case 'primitive':
      return describePrimitive(cluster, resource, settings);
    case 'group':
      return describeGroup(cluster, resource, settings);
    case 'clone':
      return describeClone(cluster, resource, settings, (child) =>
        describeInstance(cluster, child, settings),
      );
    default:
      return describeBundle(cluster, resource, settings);
  }
}

function describeInstance(
  cluster: Cluster,
  instance: Resource,
  settings: StatusSettings,
): InstanceStatus | null {
  if (instance.kind === 'primitive') return describePrimitive(cluster, instance, settings);
  return instance.kind === 'group' ? describeGroup(cluster, instance, settings) : null;
}

function describeGroup(cluster: Cluster, group: Group, settings: StatusSettings): GroupStatus {
  const members: PrimitiveStatus[] = [];
  for (const child of group.children) {
    if (child.kind === 'primitive') members.push(describePrimitive(cluster, child, settings));
  }
  return {
    kind: 'group',
    id: group.id,
    isManaged: group.isManaged,
    isDisabled: limitingRole(group) !== null,
    isActive: members.some((member) => member.isActive),
    isOrphan: group.isOrphan,
    members,
  };
}

function describeBundle(cluster: Cluster, bundle: Bundle, settings: StatusSettings): BundleStatus {
  return {
    kind: 'bundle',
    id: bundle.id,
    agent: bundle.definition.container?.agent ?? 'docker',
    image: bundle.image,
    isUnique: bundle.isUnique,
    isManaged: bundle.isManaged,
    isFailed: bundle.isFailed,
    isActive: leaves(bundle).some(isActive),
    isOrphan: bundle.isOrphan,
    replicas: bundle.replicas.map((replica) => describeReplica(cluster, replica, settings)),
  };
}

function describeReplica(cluster: Cluster, replica: Replica, settings: StatusSettings): ReplicaStatus {
  const inner = replica.inner?.kind === 'primitive' ? replica.inner : null;
  const name = (replica.connection ?? replica.container).id;
  const address = replica.ipAddress === null ? '' : ` (${replica.ipAddress})`;
  const line = describePrimitive(cluster, inner ?? replica.container, settings, {
    name: `${name}${address}`,
    node: currentNode(replica.container),
  });
  const parts: PrimitiveStatus[] = [];
  for (const part of [replica.ip, inner, replica.container, replica.connection]) {
    if (part !== null) parts.push(describePrimitive(cluster, part as Primitive, settings));
  }
  return { number: replica.number, line, parts };
}
