import type { NodeState } from '../../cib/model/status-entry.ts';
import { isTrue } from '../../result/boolean.ts';
import { parseCount } from '../../result/integer.ts';
import { INFINITY_SCORE } from '../../result/score.ts';
import { requestFencing } from '../fencing/request.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { isShutdownRequested, mergeNodeAttributes } from './node-attributes.ts';
import { report } from './report.ts';

/** First pass over the node states, in document order (spec A4.2). */
export function unpackNodeStates(cluster: Cluster): void {
  for (const state of cluster.cib.nodeStates) {
    if (state.id === null || state.uname === null) continue;
    const node =
      cluster.nodesById.get(state.id.toLowerCase()) ?? cluster.nodesByName.get(state.uname.toLowerCase());
    if (node === undefined) {
      report(
        cluster,
        'warning',
        'HWS-SCH-004',
        state.id,
        `The status section knows node ${state.uname}, the configuration does not; its state is ignored`,
        `Add ${state.uname} to the nodes section, or remove its node_state`,
      );
      continue;
    }
    node.state = state;
    if (node.kind === 'remote') {
      node.remoteWasFenced = parseCount(state.nodeFenced, 0) !== 0;
      continue;
    }
    mergeNodeAttributes(cluster, node, state.transientSets, true);
    if (isTrue(node.attributes.get('standby') ?? null)) node.isStandby = true;
    if (isTrue(node.attributes.get('maintenance') ?? null)) node.isMaintenance = true;
    node.isUnclean = false;
    node.isUnseen = false;
    determineOnline(cluster, node, state);
    if (!cluster.isQuorate && node.isOnline && cluster.options.noQuorumPolicy === 'suicide') {
      requestFencing(cluster, node, 'cluster does not have quorum', false);
    }
  }
}

/** Decides whether a cluster node is online (spec A4.5). */
function determineOnline(cluster: Cluster, node: ClusterNode, state: NodeState): void {
  node.isShutdown = false;
  node.isExpectedUp = false;
  if (isShutdownRequested(node)) node.isShutdown = true;
  else if (equals(state.expected, 'member')) node.isExpectedUp = true;

  let isOnline = false;
  if (node.kind === 'ping') node.isUnclean = false;
  else if (cluster.options.fencingEnabled) isOnline = onlineWithFencing(cluster, node, state);
  else isOnline = onlineWithoutFencing(cluster, node, state);

  if (isOnline) node.isOnline = true;
  if (!isOnline || node.isShutdown) node.baseScore = -INFINITY_SCORE;
}

/** Spec A4.5.1. */
function onlineWithoutFencing(cluster: Cluster, node: ClusterNode, state: NodeState): boolean {
  if (!isTrue(state.inCcm)) return false;
  if (equals(state.crmd, 'online')) return equals(state.join, 'member');
  if (node.isExpectedUp) requestFencing(cluster, node, 'peer is unexpectedly down', false);
  return false;
}

/** The table of spec A4.5.2: the first row that matches decides. */
function onlineWithFencing(cluster: Cluster, node: ClusterNode, state: NodeState): boolean {
  const inMembership = isTrue(state.inCcm);
  const hasPeer = equals(state.crmd, 'online');
  const terminate = isTerminationRequested(node);
  const fence = (reason: string, priorityDelay = false): boolean => {
    requestFencing(cluster, node, reason, priorityDelay);
    return inMembership;
  };
  const wait = (): boolean => {
    node.isPending = true;
    node.isStandby = true;
    return inMembership;
  };

  if (node.isShutdown) return hasPeer;
  if (state.inCcm === null) return fence('peer has not been seen by the cluster');
  if (equals(state.join, 'banned')) return fence('peer failed Pacemaker membership criteria');
  if (!terminate && equals(state.expected ?? 'down', 'down')) {
    return inMembership || hasPeer ? wait() : false;
  }
  if (terminate && equals(state.join, 'down') && !inMembership && !hasPeer) return false;
  if (!inMembership) return fence('peer is no longer part of the cluster', true);
  if (!hasPeer) return fence('peer process is no longer available');
  if (terminate) return fence('termination was requested');
  if (equals(state.join, 'member')) return true;
  if (equals(state.join, 'pending') || equals(state.join, 'down')) return wait();
  return fence('peer was in an unknown state');
}

/** Attribute `terminate` is true, or a time stamp: starts with a digit other than 0 (spec A4.5). */
function isTerminationRequested(node: ClusterNode): boolean {
  const value = node.attributes.get('terminate');
  return value !== undefined && (isTrue(value) || /^[1-9]/.test(value));
}

function equals(text: string | null, word: string): boolean {
  return text !== null && text.toLowerCase() === word;
}
