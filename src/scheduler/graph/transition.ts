import { pseudoAction } from '../actions/request.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isRemoteOrGuest } from '../model/node.ts';
import type { OrderLink } from '../model/order.ts';
import type { Resource } from '../model/resource.ts';
import { notifyInstances } from '../notifications/instances.ts';
import { actionStatus } from '../ordering/status.ts';
import { belongsInGraph, isInput, mergeInputs } from './inputs.ts';

/** One action of the graph with the actions that must be confirmed before it (spec C5.4). */
export interface Synapse {
  /** Counts from 0 in the order of adding. */
  readonly id: number;
  /** 0 when there is none. */
  readonly priority: number;
  readonly action: Action;
  /** In ascending order of action id. */
  readonly inputs: readonly Action[];
}

/** The transition as data: what will be done and in which order (spec C5). */
export interface TransitionGraph {
  /** Attributes of the top element, in order (spec C5.1). */
  readonly header: readonly (readonly [string, string])[];
  readonly synapses: readonly Synapse[];
}

/** Phase 12 (spec C0): notifications are made and the wanted actions put into the graph (spec C5.1–C5.4). */
export function buildGraph(cluster: Cluster): TransitionGraph {
  const synapses: Synapse[] = [];
  for (const resource of cluster.resources) addResource(cluster, resource, synapses);
  if (remotesWithChangedMaintenance(cluster).length > 0) {
    pseudoAction(cluster, 'maintenance_nodes').flags |= ActionFlag.PrintAlways;
  }
  addNewestFirst(cluster.actions, synapses);
  return { header: headerOf(cluster), synapses };
}

/** Remote and guest nodes whose daemon must be told that maintenance began or ended (spec C5.2, C5.4.6). */
export function remotesWithChangedMaintenance(cluster: Cluster): ClusterNode[] {
  return cluster.nodes.filter(
    (node) => isRemoteOrGuest(node) && node.isMaintenance !== node.remoteMaintenance,
  );
}

function headerOf(cluster: Cluster): readonly (readonly [string, string])[] {
  const { options } = cluster;
  const header: [string, string][] = [
    ['cluster-delay', options.clusterDelay],
    ['stonith-timeout', options.fencingTimeout],
    ['failed-stop-offset', 'INFINITY'],
    ['failed-start-offset', options.startFailureIsFatal ? 'INFINITY' : '1'],
    ['batch-limit', options.batchLimit],
    ['transition_id', '0'],
  ];
  if (Number.parseInt(options.migrationLimit, 10) > 0)
    header.push(['migration-limit', options.migrationLimit]);
  if (cluster.recheckBy !== null) header.push(['recheck-by', String(cluster.recheckBy)]);
  return header;
}

/** Order of adding by kind of resource (spec C5.2). */
function addResource(cluster: Cluster, resource: Resource, synapses: Synapse[]): void {
  switch (resource.kind) {
    case 'primitive':
    case 'group':
      addNewestFirst(resource.actions, synapses);
      for (const child of resource.children) addResource(cluster, child, synapses);
      break;
    case 'clone':
      for (let i = resource.actions.length - 1; i >= 0; i--) {
        actionStatus(cluster, resource.actions[i] as Action, null);
      }
      notifyInstances(cluster, resource);
      for (const child of resource.children) addResource(cluster, child, synapses);
      addNewestFirst(resource.actions, synapses);
      break;
    case 'bundle':
      if (resource.innerClone !== null) addResource(cluster, resource.innerClone, synapses);
      for (const { ip, container, connection } of resource.replicas) {
        if (ip !== null) addResource(cluster, ip, synapses);
        addResource(cluster, container, synapses);
        if (connection !== null) addResource(cluster, connection, synapses);
      }
      break;
  }
}

function addNewestFirst(actions: readonly Action[], synapses: Synapse[]): void {
  for (let i = actions.length - 1; i >= 0; i--) addAction(actions[i] as Action, synapses);
}

function addAction(action: Action, synapses: Synapse[]): void {
  if (action.has(ActionFlag.InGraph)) return;
  mergeInputs(action);
  if (!belongsInGraph(action)) return;
  action.flags |= ActionFlag.InGraph;
  const inputs: Action[] = [];
  for (const link of action.before as OrderLink[]) {
    if (!isInput(action, link)) continue;
    link.isInput = true;
    inputs.push(link.first);
  }
  const priority = Math.max(action.resource?.priority ?? 0, action.priority, 0);
  synapses.push({ id: synapses.length, priority, action, inputs });
}
