import { INFINITY_SCORE } from '../../result/score.ts';
import { addColocation } from '../constraints/colocation.ts';
import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isRemoteOrGuest } from '../model/node.ts';
import type { ScoreReason } from '../model/reason.ts';
import type { Bundle, Replica } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import type { Assignment } from './assignment.ts';
import { distributeInstances } from './distribute.ts';
import { isThresholdReached } from './failure-threshold.ts';
import { sortInstances } from './instance-order.ts';
import { recordScores } from './records.ts';

/** Placements of one bundle within each other. Those that end at all do so after a few. */
const DEEPEST_NESTING = 30;

/**
 * Decides where the replicas of a bundle run. There is no guard against being called again: a bundle that several
 * constraints refer to is gone through, and shown, each time (spec B13.4).
 */
export function* assignBundle(cluster: Cluster, bundle: Bundle, prefer: ClusterNode | null): Assignment {
  if (bundle.nesting >= DEEPEST_NESTING) {
    noteEndlessPlacement(cluster, bundle);
    return null;
  }
  bundle.nesting++;
  bundle.isAssigning = true;
  recordScores(cluster, bundle, 'bundle');
  const containers = sortInstances(
    cluster,
    bundle.replicas.map((replica) => replica.container),
  );
  yield* distributeInstances(cluster, bundle, containers, bundle.replicaCount, bundle.replicasPerHost);
  for (const replica of bundle.replicas) {
    if (replica.ip !== null) yield { resource: replica.ip, prefer };
    yield* assignConnection(cluster, replica, prefer);
    yield* assignInner(cluster, bundle, replica);
  }
  yield* assignInnerClone(cluster, bundle, prefer);
  bundle.isAssigning = false;
  bundle.isUnassigned = false;
  bundle.nesting--;
  return null;
}

/** A bundle whose placement waits for itself: the reference program never comes to an end on it. */
function noteEndlessPlacement(cluster: Cluster, bundle: Bundle): void {
  if (cluster.problems.some(({ code, id }) => code === 'HWS-PLC-003' && id === bundle.id)) return;
  cluster.problems.push({
    code: 'HWS-PLC-003',
    severity: 'error',
    message: `where ${bundle.id} runs depends on where ${bundle.id} runs`,
    hint: `Take away the colocations that lead from ${bundle.id} back to it, or keep its containers off remote nodes that depend on it.`,
    id: bundle.id,
    at: null,
  });
}

/** A connection goes with its container; on a remote node, with that node's own connection too (spec B13.4.4). */
function* assignConnection(cluster: Cluster, replica: Replica, prefer: ClusterNode | null): Assignment<void> {
  const { connection, container } = replica;
  if (connection === null) return;
  const host = container.assigned;
  if (host !== null && isRemoteOrGuest(host) && host.connection !== null && connection.isUnassigned) {
    addColocation(cluster, {
      id: 'child-remote-with-docker-remote',
      dependent: connection,
      primary: host.connection,
      score: INFINITY_SCORE,
      dependentRole: Role.Unknown,
      primaryRole: Role.Unknown,
      nodeAttribute: null,
      influence: true,
      isInternal: true,
    });
  }
  yield { resource: connection, prefer };
}

/** What runs inside a replica goes to the replica's own node and nowhere else (spec B13.4.5). */
function* assignInner(cluster: Cluster, bundle: Bundle, replica: Replica): Assignment<void> {
  const { inner, node: own } = replica;
  const clone = bundle.innerClone;
  if (inner === null || clone === null) return;
  const { allowed } = inner;
  for (const index of allowed.insertionOrder) {
    const node = cluster.nodesByIndex[index] as ClusterNode;
    if (node !== own) allowed.set(node, -INFINITY_SCORE, bundleReason(cluster, 'other-node'));
    else if (!isThresholdReached(cluster, inner, node)) {
      allowed.set(node, INFINITY_SCORE, bundleReason(cluster, 'own-node'));
    }
  }
  clone.isAssigning = true;
  yield { resource: inner, prefer: own };
  clone.isAssigning = false;
}

/** The instances are decided already; this chooses which of them are promoted (spec B13.4.6). */
function* assignInnerClone(cluster: Cluster, bundle: Bundle, prefer: ClusterNode | null): Assignment<void> {
  const clone = bundle.innerClone;
  if (clone === null) return;
  const own = new Set<ClusterNode>();
  for (const { node } of bundle.replicas) if (node !== null) own.add(node);
  for (const index of clone.allowed.insertionOrder) {
    const node = cluster.nodesByIndex[index] as ClusterNode;
    if (own.has(node)) clone.allowed.set(node, 0, bundleReason(cluster, 'replica-node'));
    else clone.allowed.set(node, -INFINITY_SCORE, bundleReason(cluster, 'other-node'));
  }
  yield { resource: clone, prefer };
}

function bundleReason(
  cluster: Cluster,
  cause: 'replica-node' | 'other-node' | 'own-node',
): ScoreReason | null {
  return cluster.settings.keepReasons ? { kind: 'bundle', cause } : null;
}
