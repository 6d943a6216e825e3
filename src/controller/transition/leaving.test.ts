import { expect, it } from 'vitest';
import { dummy, fenceDevice, location, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

const FENCED = { 'stonith-enabled': 'true' };
const ALL = 'node1 node2 node3 node4';

it('starts nothing on a node that is leaving, though its shutdown is cancelled', () => {
  const cib = testCib({ resources: dummy('A'), constraints: location('node3', '1000') });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(30_000);
  expect(cluster.copiesOf('A')).toEqual(['node3']);
  cluster.ask(1, { kind: 'shutdown-node', node: 'node3' });
  expect(cluster.node(3).left).toBe('shutdown');
  expect(cluster.copiesOf('A')).not.toContain('node3');
  cluster.ask(1, { kind: 'cancel-shutdown', node: 'node3' });
  // node3 empties its outbox and leaves the group.
  cluster.lose(3, 'left');
  cluster.pass(60_000);
  expect(cluster.copiesOf('A')).toHaveLength(1);
});

it('starts nothing on a node that is leaving, though its shutdown is cancelled under another DC', () => {
  const cib = testCib({
    resources: fenceDevice('F', ALL) + dummy('A'),
    constraints: location('node4', '1000') + location('node2', '500') + location('node1', '-INFINITY'),
    properties: FENCED,
  });
  const cluster = new TestCluster(4, cib);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(30_000);
  expect(cluster.copiesOf('A')).toEqual(['node4']);
  cluster.ask(2, { kind: 'shutdown-node', node: 'node4' });
  // Its outbox is not empty yet: it is told to leave, and still in the group.
  expect(cluster.node(4).left).toBe('shutdown');
  cluster.lose(1, 'process-down');
  cluster.ask(2, { kind: 'cancel-shutdown', node: 'node4' });
  cluster.pass(cluster.node(2).state.times.processReturn + 60_000);
  const whileLeaving = cluster.copiesOf('A');
  cluster.lose(4, 'left');
  cluster.pass(60_000);
  expect({ whileLeaving, after: cluster.copiesOf('A').length }).toEqual({
    whileLeaving: expect.not.arrayContaining(['node4']),
    after: 1,
  });
});
