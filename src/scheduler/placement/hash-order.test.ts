import { describe, expect, it } from 'vitest';
import type { Cluster } from '../model/cluster.ts';
import { ClusterNode } from '../model/node.ts';
import { NodeTable } from '../model/node-table.ts';
import { hashOrder, nodesInHashOrder } from './hash-order.ts';

describe('hashOrder', () => {
  it('lists keys by slot, not by insertion', () => {
    expect(hashOrder(['n1', 'n2', 'n3'])).toEqual(['n2', 'n1', 'n3']);
    expect(hashOrder(['alpha', 'beta', 'delta', 'gamma'])[0]).toBe('delta');
  });

  it('keeps every key when the table grows', () => {
    const keys = Array.from({ length: 300 }, (_, index) => `node-${index}`);
    expect([...hashOrder(keys)].sort()).toEqual([...keys].sort());
  });
});

describe('nodesInHashOrder', () => {
  it('follows the copies a table descends from', () => {
    const nodes = Array.from(
      { length: 40 },
      (_, index) => new ClusterNode(index, `id${index}`, `n${index}`, 'member'),
    );
    const cluster = { nodesByIndex: nodes } as unknown as Cluster;
    let table = new NodeTable(nodes.length);
    for (const node of nodes.slice(0, 20)) table.insert(node, 0, 0, null);
    table = table.copy().copy().copy();
    for (const node of nodes.slice(20)) table.insert(node, 0, 0, null);
    const once = nodesInHashOrder(cluster, table.copy()).map((node) => node.name);
    expect([...once].sort()).toEqual(nodes.map((node) => node.name).sort());
    expect(table.copies).toEqual({ previous: null, length: 20, times: 3 });
  });
});
