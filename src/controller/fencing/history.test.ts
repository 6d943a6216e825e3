import { expect, it } from 'vitest';
import { fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import type { FencingRecord } from '../model/fencing.ts';
import { mergeRecords } from './history.ts';

const CIB = testCib({
  resources: fenceDevice('F', 'node1 node2 node3'),
  properties: { 'stonith-enabled': 'true' },
});

function record(id: string, endedAt: number): FencingRecord {
  return {
    id,
    target: 'node3',
    operation: 'off',
    devices: ['F'],
    executors: ['node1'],
    client: 'anna',
    startedAt: endedAt - 10,
    endedAt,
    outcome: 'confirmed',
    reason: 'node1 read node3 as off through F',
    evidence: [],
  };
}

const ids = (cluster: TestCluster, nodeId: number) =>
  cluster.node(nodeId).state.replicated.fencing.map(({ id }) => id);

it('outlives a restart of the whole cluster: what each node kept is everybody’s again, in order of time', () => {
  const cluster = new TestCluster(3, CIB);
  const kept = [[record('a', 100), record('c', 300)], [record('b', 200), record('c', 300)], []];
  for (const id of [1, 2, 3]) cluster.create(id, CIB, { fencingHistory: kept[id - 1] as FencingRecord[] });
  cluster.form([1, 2, 3]);
  for (const id of [1, 2, 3]) {
    expect(ids(cluster, id)).toEqual(['a', 'b', 'c']);
    expect(cluster.node(id).fencingDisk.map((one) => one.id)).toEqual(['a', 'b', 'c']);
  }
});

it('is kept on the disks of all when a fencing ends, evidence and all', () => {
  const cluster = new TestCluster(3, CIB);
  cluster.form([1, 2, 3]);
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  for (const id of [1, 2]) {
    const [kept] = cluster.node(id).fencingDisk;
    expect(kept).toMatchObject({ target: 'node3', client: 'anna', outcome: 'confirmed' });
    expect(kept?.evidence.map(({ kind }) => kind)).toEqual(['agent-answer', 'power-reading']);
  }
});

it('remembers what was fenced in a partition whose CIB did not win', () => {
  const cluster = new TestCluster(3, CIB);
  cluster.form([1, 2, 3]);
  cluster.fencing = () => ({ outcome: 'failed', output: 'no route' });
  cluster.form([1, 2], [3]);
  cluster.pass(5000);
  const apart = new Set([...ids(cluster, 1), ...ids(cluster, 3)]);
  expect(ids(cluster, 1).length).toBeGreaterThan(0);
  cluster.form([1, 2, 3]);
  for (const id of [1, 2, 3]) for (const known of apart) expect(ids(cluster, id)).toContain(known);
});

it('keeps the newest where there are too many', () => {
  const many = Array.from({ length: 250 }, (_, i) => record(`r${i}`, i));
  const merged = mergeRecords(many.slice(100), many.slice(0, 150));
  expect(merged.map(({ id }) => id)).toEqual(many.slice(50).map(({ id }) => id));
});
