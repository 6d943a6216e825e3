import { describe, expect, it } from 'vitest';
import type { Cluster } from '../model/cluster.ts';
import { ClusterNode } from '../model/node.ts';
import { NodeTable } from '../model/node-table.ts';
import type { ClusterOptions } from '../model/options.ts';
import { mostPreferredNode, sortedNodes } from './node-preference.ts';

type Strategy = ClusterOptions['placementStrategy'];

function nodesNamed(...names: string[]): ClusterNode[] {
  return names.map((name, index) => {
    const node = new ClusterNode(index, name, name, 'member');
    node.isOnline = true;
    return node;
  });
}

function order(
  nodes: readonly ClusterNode[],
  scores: readonly number[],
  active: ClusterNode | null = null,
  placementStrategy: Strategy = 'default',
): string[] {
  const cluster = { nodesByIndex: nodes, options: { placementStrategy } } as unknown as Cluster;
  const table = new NodeTable(nodes.length);
  nodes.forEach((node, index) => {
    table.insert(node, scores[index] as number, node.baseDiscovery, null);
  });
  const sorted = sortedNodes(cluster, table, active);
  expect(mostPreferredNode(cluster, table, active)).toBe(sorted[0]);
  return sorted.map((node) => node.name);
}

describe('node preference', () => {
  it('takes the highest score first, and unavailable nodes last whatever their score', () => {
    const nodes = nodesNamed('a', 'b', 'c');
    nodes[1]!.isStandby = true;
    expect(order(nodes, [1, 100, 5])).toEqual(['c', 'a', 'b']);
  });

  it('spreads equal scores by the number of resources already assigned', () => {
    const nodes = nodesNamed('a', 'b');
    nodes[0]!.assignedCount = 1;
    expect(order(nodes, [0, 0])).toEqual(['b', 'a']);
    expect(order(nodes, [0, 0], nodes[0])).toEqual(['b', 'a']);
  });

  it('prefers the current node among equally loaded ones', () => {
    const nodes = nodesNamed('a', 'b');
    expect(order(nodes, [0, 0], nodes[1])).toEqual(['b', 'a']);
  });

  it('compares names by bytes in the end', () => {
    expect(order(nodesNamed('node2', 'node10', 'Z', 'a'), [0, 0, 0, 0])).toEqual([
      'Z',
      'a',
      'node10',
      'node2',
    ]);
  });

  it('knows only names under the strategy minimal', () => {
    const nodes = nodesNamed('a', 'b');
    nodes[0]!.assignedCount = 7;
    expect(order(nodes, [0, 0], nodes[1], 'minimal')).toEqual(['a', 'b']);
  });

  it('counts the capacities won under the strategy balanced', () => {
    const nodes = nodesNamed('a', 'b');
    nodes[0]!.utilization.set('cpu', 100).set('memory', 1).set('disk', 1);
    nodes[1]!.utilization.set('cpu', 1).set('memory', 2).set('disk', 2);
    expect(order(nodes, [0, 0], null, 'balanced')).toEqual(['b', 'a']);
    expect(order(nodes, [0, 0], null, 'utilization')).toEqual(['a', 'b']);
  });
});
