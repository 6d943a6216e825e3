import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from './cib.fixture.ts';
import { TestCluster } from './cluster.fixture.ts';

it('starts a resource once on a cold start and monitors it', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  expect(cluster.runsOn('A')).toHaveLength(1);
  expect(cluster.cib(1)).toBe(cluster.cib(2));
  expect(cluster.cib(1)).toBe(cluster.cib(3));
  expect(cluster.log(cluster.ownerOf('A').nodeId)).toEqual(['start A', 'monitor A']);
});

it('recovers a failed monitor by stop and start', () => {
  const cluster = new TestCluster(2, testCib({ resources: dummy('A') }));
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.node(owner).operations.length = 0;
  cluster.node(owner).active.delete('A');
  cluster.report(owner, 'A_monitor_10000', { rc: 7 });
  expect(cluster.runsOn('A')).toHaveLength(1);
  expect(cluster.cib(1)).toContain('fail-count-A#monitor_10000');
  expect(cluster.log(owner)).toEqual(['stop A', 'start A', 'monitor A']);
});

it('fences a lost node before it recovers its services', () => {
  const resources = `${fenceDevice('F', 'node1 node2 node3')}${dummy('A')}`;
  const cluster = new TestCluster(3, testCib({ resources, properties: { 'stonith-enabled': 'true' } }));
  cluster.form([1, 2, 3]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.lose(owner, 'node-down');
  const [other] = [1, 2, 3].filter((id) => id !== owner);
  const state = cluster.node(other as number).state;
  expect(state.replicated.fencing.map(({ target, outcome }) => [target, outcome])).toEqual([
    [`node${owner}`, 'confirmed'],
  ]);
  expect(cluster.power.get(`node${owner}`)).toBe('on');
  expect(cluster.runsOn('A')).toHaveLength(1);
});
