import { expect, it } from 'vitest';
import { dummy, TestCluster, testCib } from '../cluster.fixture.ts';
import type { CibChange } from '../model/cib-change.ts';

const create = (id: string): CibChange => ({
  kind: 'create-element',
  parent: {
    by: 'path',
    path: [
      { element: 'configuration', id: null },
      { element: 'resources', id: null },
    ],
  },
  xml: dummy(id),
  position: 'last',
});

const configure = (cluster: TestCluster, nodeId: number, id: string): string =>
  cluster.ask(nodeId, { kind: 'change-cib', changes: [create(id)], condition: null });

const standing = (cluster: TestCluster, ...ids: number[]): string[] =>
  ids.map((id) => cluster.node(id).state.replicated.standing);

it('calls the side with quorum primary and the other a minority, and counts the lineage up', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  expect(standing(cluster, 1, 2, 3)).toEqual(['primary', 'primary', 'primary']);
  const { lineage } = cluster.node(1).state.replicated.descent;
  cluster.form([1, 2], [3]);
  expect(standing(cluster, 1, 2, 3)).toEqual(['primary', 'primary', 'minority']);
  expect(cluster.node(1).state.replicated.descent.lineage).toBe(lineage + 1);
  expect(cluster.node(3).state.replicated.descent.lineage).toBe(lineage);
});

it('has a minority refuse a change of the configuration, and says that nothing was changed', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([1, 2, 3]);
  cluster.form([1, 2], [3]);
  const before = cluster.cib(3);
  const request = configure(cluster, 3, 'X');
  expect(cluster.answers.get(request)).toMatchObject({
    kind: 'refused',
    problems: [{ code: 'HWS-CTL-055', message: expect.stringContaining('nothing was changed') }],
  });
  expect(cluster.cib(3)).toBe(before);
});

it('keeps a change that comes while the standing is open, and makes it when the part is primary', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([1, 2, 3]);
  cluster.isHeld = true;
  cluster.form([1, 2], [3]);
  const request = configure(cluster, 2, 'X');
  expect(cluster.answers.has(request)).toBe(false);
  cluster.isHeld = false;
  cluster.run();
  expect(cluster.answers.get(request)).toMatchObject({ kind: 'done', isDurable: true });
  for (const id of [1, 2]) expect(cluster.node(id).disk).toContain('id="X"');
});

it('lets the later lineage win over a higher version on the disk of who was away', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([1, 2, 3]);
  cluster.lose(3, 'node-down');
  const request = configure(cluster, 1, 'kept');
  expect(cluster.answers.get(request)).toMatchObject({ kind: 'done', isDurable: true });
  // As if somebody had counted the old copy up by hand.
  const stale = (cluster.node(3).disk ?? '').replace(/ epoch="\d+"/, ' epoch="999"');
  cluster.join(3, stale);
  for (const id of [1, 2, 3]) expect(cluster.cib(id)).toContain('id="kept"');
});

it('decides nothing on one disk of three at a cold start, though the nodes are quorate, and says whose are missing', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  for (const id of [2, 3]) cluster.node(id).isUp = false;
  cluster.form([1]);
  cluster.event(1, { kind: 'quorum', at: cluster.now, isQuorate: true, members: [1, 2, 3] });
  cluster.run();
  cluster.pass(120_000);
  expect(standing(cluster, 1)).not.toContain('primary');
  expect(cluster.runsOn('A')).toEqual([]);
  const request = cluster.ask(1, { kind: 'status' });
  expect(cluster.answers.get(request)).toMatchObject({
    status: { standingReason: expect.stringContaining('node2, node3') },
  });
  expect(cluster.node(1).logs.filter(({ code }) => code === 'HWS-CTL-057').length).toBeGreaterThan(1);

  cluster.ask(1, { kind: 'accept-configuration', operator: 'anna' });
  cluster.pass(30_000);
  expect(standing(cluster, 1)).toEqual(['primary']);
  expect(cluster.runsOn('A')).toEqual(['node1']);
  const after = cluster.ask(1, { kind: 'status' });
  expect(cluster.answers.get(after)).toMatchObject({ status: { acceptance: { operator: 'anna' } } });
});

it('needs nobody to vouch when the disks of more than half of the nodes are there', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.node(3).isUp = false;
  cluster.form([1, 2]);
  cluster.pass(30_000);
  expect(standing(cluster, 1, 2)).toEqual(['primary', 'primary']);
  expect(cluster.runsOn('A')).toHaveLength(1);
  const request = cluster.ask(1, { kind: 'accept-configuration', operator: 'anna' });
  expect(cluster.answers.get(request)).toMatchObject({ problems: [{ code: 'HWS-CTL-059' }] });
});

it('writes the lineage to disk with the configuration, and comes back with it', () => {
  const cluster = new TestCluster(1, testCib({}));
  cluster.form([1]);
  const { lineage } = cluster.node(1).state.replicated.descent;
  expect(lineage).toBe(1);
  expect(cluster.node(1).disk).toMatch(/^<\?hawser vouched="0" foundation="\d+" lineage="1"\?>/);
  const again = cluster.create(1, cluster.node(1).disk);
  expect(again.state.replicated.descent.lineage).toBe(1);
});

it('synchronizes again with a member that alone has seen the group break and heal', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  const owner = cluster.runsOn('A');
  cluster.isHeld = true;
  const { now: at } = cluster;
  const left = [1, 2].map((nodeId) => ({ nodeId, reason: 'node-down' as const }));
  cluster.event(3, { kind: 'membership', at, members: [3], joined: [], left });
  cluster.event(3, { kind: 'membership', at, members: [1, 2, 3], joined: [1, 2], left: [] });
  cluster.isHeld = false;
  cluster.run();
  cluster.pass(30_000);
  for (const id of [1, 2, 3]) {
    expect(Object.keys(cluster.node(id).state.replicated.members)).toEqual(['1', '2', '3']);
    expect(cluster.cib(id)).toBe(cluster.cib(1));
  }
  expect(standing(cluster, 1, 2, 3)).toEqual(['primary', 'primary', 'primary']);
  expect(cluster.runsOn('A')).toEqual(owner);
});
