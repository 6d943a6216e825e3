import type { Cluster } from '../model/cluster.ts';
import { type ClusterNode, isAvailable } from '../model/node.ts';
import { NodeTable } from '../model/node-table.ts';
import type { Resource } from '../model/resource.ts';
import { currentNode } from '../unpack/current-node.ts';
import { hasInfluence } from './has-influence.ts';
import { mergeSort } from './merge-sort.ts';
import { colocationFactor } from './scaled-score.ts';
import { SPREAD_NONNEGATIVE, SPREAD_PLAIN, spread } from './spread.ts';

/** What the order of instances depends on, gathered once per instance. */
interface Rank {
  readonly instance: Resource;
  readonly activeCount: number;
  /** Current node; `null` when inactive or misplaced. */
  readonly node: ClusterNode | null;
  readonly isMisplaced: boolean;
  readonly isFailed: boolean;
  readonly number: number;
  colocationScore: number | null;
}

/** Orders instances for distribution (spec B11.3). */
export function sortInstances<T extends Resource>(cluster: Cluster, instances: readonly T[]): T[] {
  const ranks = instances.map((instance) => ({ ...rankOf(instance), instance }));
  return mergeSort(ranks, (a, b) => compareRanks(cluster, a, b)).map((rank) => rank.instance);
}

/** Orders instances by a first criterion of the caller, then as for distribution (spec B12.7.6). */
export function sortInstancesBy(
  cluster: Cluster,
  instances: readonly Resource[],
  first: (a: Resource, b: Resource) => number,
): Resource[] {
  const ranks = instances.map(rankOf);
  const sorted = mergeSort(ranks, (a, b) => first(a.instance, b.instance) || compareRanks(cluster, a, b));
  return sorted.map((rank) => rank.instance);
}

function rankOf(instance: Resource): Rank {
  const node = currentNode(instance);
  const isMisplaced = node !== null && instance.allowed.scoreOr(node, -1) < 0;
  return {
    instance,
    activeCount: instance.runningOn.length,
    node: isMisplaced ? null : node,
    isMisplaced,
    isFailed: isFailedAnywhere(instance),
    number: instanceNumber(instance.id),
    colocationScore: null,
  };
}

function isFailedAnywhere(resource: Resource): boolean {
  return resource.isFailed || resource.children.some(isFailedAnywhere);
}

/** Digits after the last colon; without a colon, after the last dash (containers of bundles). */
function instanceNumber(id: string): number {
  const colon = id.lastIndexOf(':');
  const text = id.slice((colon >= 0 ? colon : id.lastIndexOf('-')) + 1);
  return Number.parseInt(text, 10) || 0;
}

/** Negative when `a` goes first (spec B11.3). */
function compareRanks(cluster: Cluster, a: Rank, b: Rank): number {
  if (a.activeCount > 0 && b.activeCount > 0 && a.activeCount !== b.activeCount) {
    return a.activeCount - b.activeCount;
  }
  if (a.isMisplaced !== b.isMisplaced) return a.isMisplaced ? 1 : -1;
  if (a.instance.priority !== b.instance.priority) return b.instance.priority - a.instance.priority;
  const { node: nodeA } = a;
  const { node: nodeB } = b;
  if (nodeA === null && nodeB === null) return 0;
  if (nodeA === null) return 1;
  if (nodeB === null) return -1;
  const canRunA = isAvailable(nodeA);
  if (canRunA !== isAvailable(nodeB)) return canRunA ? -1 : 1;

  const tableA = a.instance.parent?.allowed;
  const tableB = b.instance.parent?.allowed;
  const isKnownA = tableA?.has(nodeA) ?? false;
  const isKnownB = tableB?.has(nodeB) ?? false;
  if (!isKnownA && !isKnownB) return 0;
  if (isKnownA !== isKnownB) return isKnownA ? -1 : 1;
  const countA = tableA?.count(nodeA) ?? 0;
  const countB = tableB?.count(nodeB) ?? 0;
  if (countA !== countB) return countA - countB;
  if (a.isFailed !== b.isFailed) return a.isFailed ? 1 : -1;
  const byColocation = colocationScore(cluster, b, nodeB) - colocationScore(cluster, a, nodeA);
  return byColocation !== 0 ? byColocation : a.number - b.number;
}

/** How much the parent's colocations like an instance's current node (spec B11.4). */
function colocationScore(cluster: Cluster, rank: Rank, node: ClusterNode): number {
  if (rank.colocationScore !== null) return rank.colocationScore;
  const { instance } = rank;
  const { parent } = instance;
  let table = new NodeTable(cluster.nodesByIndex.length);
  table.insert(node, node.baseScore, node.baseDiscovery, null);
  for (const colocation of parent?.colocatedWith ?? []) {
    const factor = colocationFactor(colocation.score);
    table = spread(cluster, colocation.primary, table, colocation, factor, SPREAD_PLAIN);
  }
  for (const colocation of parent?.dependents ?? []) {
    if (!hasInfluence(colocation, instance)) continue;
    const factor = colocationFactor(colocation.score);
    table = spread(cluster, colocation.dependent, table, colocation, factor, SPREAD_NONNEGATIVE);
  }
  rank.colocationScore = table.score(node);
  return rank.colocationScore;
}
