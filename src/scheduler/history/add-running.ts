import { INFINITY_SCORE } from '../../result/score.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { NodeTable } from '../model/node-table.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Primitive, Resource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLocation } from '../placement/tables.ts';
import { activeNodes } from '../unpack/current-node.ts';
import { noteOccupied } from './instance-choice.ts';

/** Records that a resource is active on a node, and all that contains it too (spec A5.8). */
export function addRunning(cluster: Cluster, resource: Resource, node: ClusterNode, isFailed: boolean): void {
  for (let active: Resource | null = resource; active !== null; active = active.parent) {
    if (active.runningOn.includes(node)) return;
    active.runningOn.push(node);
    if (active.kind === 'primitive') {
      node.running.push(active);
      noteOccupied(active, node);
      addNodePriority(active, node, isFailed);
      if (node.isMaintenance) active.isManaged = false;
    }
    if (!active.isManaged) {
      keepInPlace(cluster, active, node);
      return;
    }
    if (active.kind === 'primitive' && activeNodes(active).effective > 1)
      recoverMultipleActive(cluster, active);
  }
}

/** What runs on a node adds to the node's priority, and to that of a guest's hosts (spec A5.8.1). */
function addNodePriority(resource: Primitive, node: ClusterNode, isFailed: boolean): void {
  if (resource.priority === 0 || isFailed) return;
  const weight = resource.priority + (resource.role === Role.Promoted ? 1 : 0);
  node.priority += weight;
  if (isGuestNode(node)) {
    for (const host of node.connection?.container?.runningOn ?? []) host.priority += weight;
  }
}

/** What is not managed stays where it is (spec A5.8.3). */
function keepInPlace(cluster: Cluster, resource: Resource, node: ClusterNode): void {
  const reason: ScoreReason | null = cluster.settings.keepReasons ? { kind: 'unmanaged-active' } : null;
  addLocation(cluster, resource, node, INFINITY_SCORE, reason);
  if (!node.isOnline) return;
  for (let parent = resource.parent; parent !== null; parent = parent.parent) parent.runningOn.push(node);
}

/** Active in more than one place: does what `multiple-active` says (spec A5.10.2). */
function recoverMultipleActive(cluster: Cluster, resource: Primitive): void {
  if (resource.multipleActive === 'stop_only') {
    replaceByBans(cluster, resource, { kind: 'multiply-active' });
  } else if (resource.multipleActive === 'block') {
    block(resource);
    const parent = resource.parent;
    const isEntity = parent !== null && (parent.kind === 'group' || parent.kind === 'bundle');
    if (isEntity && parent.multipleActive === 'block') for (const child of parent.children) block(child);
  }
}

function block(resource: Resource): void {
  resource.isManaged = false;
  resource.isBlocked = true;
}

/** Replaces a resource's own table by all nodes at −INFINITY; what is below it is not touched (spec B4.4). */
export function replaceByBans(cluster: Cluster, resource: Resource, reason: ScoreReason): void {
  const table = new NodeTable(cluster.nodesByIndex.length);
  for (const node of cluster.nodes) {
    table.insert(node, -INFINITY_SCORE, node.baseDiscovery, cluster.settings.keepReasons ? reason : null);
  }
  resource.allowed = table;
}
