import { isTrue, parseBoolean } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isGuestNode } from '../model/node.ts';
import { Role } from '../model/role.ts';
import { isShutdownRequested, mergeNodeAttributes } from './node-attributes.ts';

/** Determines whether a remote or guest node is online (spec A4.7). */
export function updateRemoteStatus(_cluster: Cluster, node: ClusterNode): void {
  const connection = node.connection;
  if (connection === null) {
    node.isOnline = false;
    return;
  }
  const container = connection.container;
  const host = container !== null && connection.runningOn.length === 1 ? connection.runningOn[0] : undefined;

  if (connection.role === Role.Started) {
    node.isOnline = true;
    if (connection.nextRole === Role.Stopped) node.isShutdown = true;
  }

  if (container?.isFailed) {
    node.isOnline = false;
    node.remoteRequiresReset = true;
  } else if (connection.isFailed) {
    node.isOnline = false;
  } else if (connection.role === Role.Stopped || container?.role === Role.Stopped) {
    node.isOnline = false;
    node.remoteRequiresReset = false;
  } else if (host !== undefined && !host.isOnline && host.isUnclean) {
    node.isOnline = false;
    node.remoteRequiresReset = true;
  }
}

/** Reads the attributes of a remote or guest node from its state, if it has one (spec A4.8). */
export function readRemoteAttributes(cluster: Cluster, node: ClusterNode): void {
  // A node that only an orphaned connection brought up was unknown when the node states were first read.
  node.state ??= cluster.cib.nodeStates.find((candidate) => candidate.id === node.id) ?? null;
  const state = node.state;
  if (state === null) return;
  node.remoteMaintenance = parseCount(state.nodeInMaintenance, 0) !== 0;
  if (!node.remoteRequiresReset) {
    node.isUnclean = false;
    node.isUnseen = false;
  }
  mergeNodeAttributes(cluster, node, state.transientSets, true);
  const attribute = (name: string) => node.attributes.get(name) ?? null;
  if (isShutdownRequested(node)) node.isShutdown = true;
  if (isTrue(attribute('standby'))) node.isStandby = true;
  if (isTrue(attribute('maintenance')) || node.connection?.isManaged === false) node.isMaintenance = true;
  const discovery = attribute('resource-discovery-enabled');
  if (discovery !== null && parseBoolean(discovery) !== true) {
    // Probes tell a fenced remote node from one that is merely unconfigured, so only guests may skip them unfenced.
    if (isGuestNode(node) || cluster.options.fencingEnabled) node.allowsProbes = false;
  }
}
