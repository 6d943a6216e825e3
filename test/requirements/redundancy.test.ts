import { describe, expect, it } from 'vitest';
import { FENCING, PaperCluster } from './paper-cluster.ts';

describe('redundancy layouts', () => {
  it('S1.17 active/active: a service runs on all nodes and goes on where nodes are left', async () => {
    using cluster = new PaperCluster(['node1', 'node2', 'node3'], FENCING);
    await cluster.create('web', 'clone');
    cluster.settle();
    expect(cluster.where('web-clone')).toEqual(['node1', 'node2', 'node3']);
    const steps = cluster.lose('node2');
    expect(cluster.where('web-clone')).toEqual(['node1', 'node3']);
    // Whoever serves already goes on undisturbed.
    expect(steps.filter((step) => step.startsWith('stop'))).toEqual([]);
  });

  it('S1.18 active/passive: the standby node takes over only when the active one fails', async () => {
    using cluster = new PaperCluster(['node1', 'node2'], FENCING);
    await cluster.create('db');
    await cluster.pcs('constraint location db prefers node1=100');
    cluster.settle();
    expect(cluster.where('db')).toEqual(['node1']);
    const steps = cluster.lose('node1');
    expect(cluster.where('db')).toEqual(['node2']);
    // S1.5: nothing of a lost node is started elsewhere before it is fenced.
    expect(steps.indexOf('fence node1')).toBeGreaterThanOrEqual(0);
    expect(steps.indexOf('fence node1')).toBeLessThan(steps.indexOf('start db node2'));
  });

  it('S1.19 N+1: one spare node can take whichever service has lost its node', async () => {
    for (const lost of [1, 2, 3]) {
      using cluster = new PaperCluster(['node1', 'node2', 'node3', 'spare'], FENCING);
      for (const i of [1, 2, 3]) {
        await cluster.create(`svc${i}`);
        await cluster.pcs(`constraint location svc${i} prefers node${i}=200 spare=100`);
      }
      cluster.settle();
      expect(cluster.where('svc1').concat(cluster.where('svc2'), cluster.where('svc3'))).toEqual([
        'node1',
        'node2',
        'node3',
      ]);
      cluster.lose(`node${lost}`);
      for (const i of [1, 2, 3])
        expect(cluster.where(`svc${i}`)).toEqual([i === lost ? 'spare' : `node${i}`]);
    }
  });

  it('S1.20 N+M: several spare nodes take the services of several that failed at once', async () => {
    using cluster = new PaperCluster(['node1', 'node2', 'node3', 'spare1', 'spare2'], FENCING);
    for (const i of [1, 2, 3]) {
      await cluster.create(`svc${i}`);
      await cluster.pcs(`constraint location svc${i} prefers node${i}=500 spare1=100 spare2=100`);
    }
    await cluster.pcs(
      'constraint colocation add svc1 with svc2 -1000',
      'constraint colocation add svc1 with svc3 -1000',
      'constraint colocation add svc2 with svc3 -1000',
    );
    cluster.settle();
    cluster.lose('node1', 'node2');
    expect([cluster.where('svc1'), cluster.where('svc2')].flat().sort()).toEqual(['spare1', 'spare2']);
    expect(cluster.where('svc3')).toEqual(['node3']);
  });

  it('S1.21 N-to-1: services go back when the failed primary rejoins', async () => {
    using cluster = new PaperCluster(['node1', 'node2', 'standby'], FENCING);
    for (const i of [1, 2]) {
      await cluster.create(`svc${i}`);
      await cluster.pcs(`constraint location svc${i} prefers node${i}=200 standby=100`);
    }
    cluster.settle();
    cluster.lose('node1');
    expect(cluster.where('svc1')).toEqual(['standby']);
    cluster.boot('node1');
    expect(cluster.where('svc1')).toEqual(['node1']);
    expect(cluster.where('svc2')).toEqual(['node2']);
  });

  it('S1.22 N-to-N: the services of a failed node spread over nodes with spare capacity', async () => {
    using cluster = new PaperCluster(['node1', 'node2', 'node3'], FENCING);
    await cluster.pcs('property set placement-strategy=balanced');
    for (const node of ['node1', 'node2', 'node3']) await cluster.pcs(`node utilization ${node} memory=4096`);
    for (let i = 1; i <= 6; i++) {
      await cluster.create(`svc${i}`);
      await cluster.pcs(`resource utilization svc${i} memory=1024`);
    }
    cluster.settle();
    const load = (): number[] => {
      const counts = new Map<string, number>();
      for (let i = 1; i <= 6; i++)
        for (const node of cluster.where(`svc${i}`)) counts.set(node, (counts.get(node) ?? 0) + 1);
      return [...counts.values()].sort();
    };
    expect(load()).toEqual([2, 2, 2]);
    cluster.lose('node2');
    expect(load()).toEqual([3, 3]);
  });

  it('S1.22 a service for which no capacity is left stays down', async () => {
    using cluster = new PaperCluster(['node1', 'node2'], FENCING);
    await cluster.pcs('property set placement-strategy=utilization');
    for (const node of ['node1', 'node2']) await cluster.pcs(`node utilization ${node} memory=2048`);
    for (const [i, priority] of [10, 5, 1].entries()) {
      await cluster.create(`svc${i}`, `meta priority=${priority}`);
      await cluster.pcs(`resource utilization svc${i} memory=1024`);
    }
    cluster.settle();
    cluster.lose('node2');
    expect(cluster.where('svc0')).toEqual(['node1']);
    expect(cluster.where('svc1')).toEqual(['node1']);
    expect(cluster.where('svc2')).toEqual([]);
  });

  it('S1.72 colocated services fail over together, to the same node', async () => {
    using cluster = new PaperCluster(['node1', 'node2', 'node3'], FENCING);
    await cluster.create('B');
    await cluster.create('A');
    await cluster.pcs(
      'constraint colocation add A with B',
      'constraint location B prefers node1=100',
      'constraint location A prefers node3=50',
    );
    cluster.settle();
    expect([cluster.where('A'), cluster.where('B')]).toEqual([['node1'], ['node1']]);
    cluster.lose('node1');
    expect(cluster.where('A')).toEqual(cluster.where('B'));
    expect(cluster.where('A')).toHaveLength(1);
  });

  it('S1.10 a negative colocation keeps services apart, even when one then cannot run', async () => {
    using cluster = new PaperCluster(['node1', 'node2'], FENCING);
    await cluster.create('A');
    await cluster.create('B');
    await cluster.pcs('constraint colocation add B with A -INFINITY');
    cluster.settle();
    expect(cluster.where('A')).not.toEqual(cluster.where('B'));
    cluster.lose('node2');
    expect(cluster.where('A')).toEqual(['node1']);
    expect(cluster.where('B')).toEqual([]);
  });
});
