import { parseScore } from '../../result/score-text.ts';
import type { Cluster } from '../../scheduler/model/cluster.ts';
import { type ClusterNode, isGuestNode, isRemoteNode } from '../../scheduler/model/node.ts';

export type NodeHealth = 'green' | 'yellow' | 'red';

/** A node as it is shown (spec C6.3.1). */
export interface NodeStatus {
  readonly name: string;
  readonly id: string;
  readonly kind: 'member' | 'remote' | 'guest' | 'ping';
  readonly isOnline: boolean;
  readonly isStandby: boolean;
  readonly isStandbyOnFail: boolean;
  readonly isMaintenance: boolean;
  readonly isPending: boolean;
  readonly isUnclean: boolean;
  readonly isShutdown: boolean;
  readonly isExpectedUp: boolean;
  readonly isDc: boolean;
  readonly health: NodeHealth;
  /** Feature set the node's stack speaks; `null` when nothing is known. */
  readonly featureSet: string | null;
  readonly runningCount: number;
  /** Id of the container a guest node lives in. */
  readonly container: string | null;
}

/** Oldest feature set that nodes tell of themselves; older ones tell nothing. */
const OLDEST_TOLD_FEATURE_SET = '<3.15.1';

/** All nodes in node order. */
export function describeNodes(cluster: Cluster): NodeStatus[] {
  return cluster.nodes.map((node) => describeNode(cluster, node));
}

function describeNode(cluster: Cluster, node: ClusterNode): NodeStatus {
  return {
    name: node.name,
    id: node.id,
    kind: shownKind(node),
    isOnline: node.isOnline,
    isStandby: node.isStandby,
    isStandbyOnFail: node.isStandbyOnFail,
    isMaintenance: node.isMaintenance,
    isPending: node.isPending,
    isUnclean: node.isUnclean,
    isShutdown: node.isShutdown,
    isExpectedUp: node.isExpectedUp,
    isDc: node.isDc,
    health: healthOf(cluster, node),
    featureSet: featureSetOf(node),
    runningCount: node.running.length,
    container: isGuestNode(node) ? (node.connection?.container?.id ?? null) : null,
  };
}

function shownKind(node: ClusterNode): NodeStatus['kind'] {
  if (isGuestNode(node)) return 'guest';
  return isRemoteNode(node) ? 'remote' : node.kind;
}

function featureSetOf(node: ClusterNode): string | null {
  if (node.kind !== 'member' || !node.isOnline) return null;
  return node.attributes.get('#feature-set') ?? OLDEST_TOLD_FEATURE_SET;
}

/** Worst health any `#health` attribute tells (spec A2.9.3). */
function healthOf(cluster: Cluster, node: ClusterNode): NodeHealth {
  const { healthStrategy, healthRed, healthYellow, healthGreen } = cluster.options;
  if (healthStrategy === 'none') return 'green';
  const colours = { red: healthRed, yellow: healthYellow, green: healthGreen };
  let worst: NodeHealth = 'green';
  for (const [name, value] of node.attributes) {
    if (!name.startsWith('#health')) continue;
    const word = value.toLowerCase();
    const score = parseScore(value, colours);
    const isWord = word === 'yellow' || word === 'green';
    if (word === 'red' || (!isWord && score <= healthRed)) return 'red';
    if (word === 'yellow' || (!isWord && healthYellow !== healthGreen && score <= healthYellow)) {
      worst = 'yellow';
    }
  }
  return worst;
}

/** State of a node in words, the first that applies (spec C6.3.1). */
export function nodeStateText(node: NodeStatus): string {
  if (node.isUnclean) {
    if (node.isOnline) return 'UNCLEAN (online)';
    return node.isPending ? 'UNCLEAN (pending)' : 'UNCLEAN (offline)';
  }
  if (node.isPending) return 'pending';
  if (node.isStandbyOnFail && node.isOnline) return 'standby (on-fail)';
  if (node.isStandby) {
    if (!node.isOnline) return 'OFFLINE (standby)';
    return node.runningCount > 0 ? 'standby (with active resources)' : 'standby';
  }
  if (node.isMaintenance) return node.isOnline ? 'maintenance' : 'OFFLINE (maintenance)';
  return node.isOnline ? 'online' : 'OFFLINE';
}

/** Whether a node has a line of its own instead of a place in a list (spec C6.3.1). */
export function isShownAlone(node: NodeStatus): boolean {
  return (
    node.isUnclean ||
    node.isPending ||
    (node.isStandbyOnFail && node.isOnline) ||
    node.isStandby ||
    node.isMaintenance ||
    node.health !== 'green'
  );
}
