import { expect, it } from 'vitest';
import { create, dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

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

it('counts what an operator vouched for in the view that was looked at, not in a later one', () => {
  const cluster = new TestCluster(5, testCib({ resources: dummy('A') }));
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) =>
    event(id, given.kind === 'quorum' ? { ...given, isQuorate: true, members: [1, 2, 3, 4, 5] } : given);
  cluster.form([1]);
  cluster.pass(60_000);
  expect(cluster.node(1).state.replicated.standing).toBe('undetermined');
  cluster.isHeld = true;
  cluster.ask(1, { kind: 'accept-configuration', operator: 'anna' });
  // node2 comes with another configuration, one that anna has not seen.
  const other = testCib({ resources: dummy('A') + dummy('B'), epoch: 50 });
  cluster.join(2, other);
  cluster.isHeld = false;
  cluster.run();
  cluster.pass(30_000);
  expect(cluster.cib(1)).toContain('id="B"');
  expect(cluster.node(1).state.replicated.standing).not.toBe('primary');
});

it('does not judge a view by the word on quorum that still counts a node that was fenced', () => {
  const cib = testCib({
    resources: fenceDevice('F', 'node1 node2 node3 node4') + dummy('A'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(4, cib);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(30_000);
  const { nodeId: ownerId, name: owner } = cluster.ownerOf('A');
  const others = [1, 2, 3, 4].filter((id) => id !== ownerId);
  const last = others.pop() as number;
  cluster.lose(last, 'node-down');
  cluster.pass(60_000);
  expect(cluster.node(others[0] as number).state.replicated.standing).toBe('primary');
  // The owner is fenced; two of four are left, which is no quorum: the group's change comes before the word on that.
  cluster.isHeld = true;
  const first = cluster.node(others[0] as number);
  cluster.ask(first.nodeId, { kind: 'fence', node: owner, operation: 'off', client: 'anna' });
  const fenced = first.state.replicated.fencing.length + 1;
  while (first.state.replicated.fencing.length < fenced) expect(cluster.deliver(1)).toBe(1);
  cluster.node(ownerId).isUp = false;
  const left = [{ nodeId: ownerId, reason: 'node-down' as const }];
  const at = cluster.now;
  for (const id of others) cluster.event(id, { kind: 'membership', at, members: others, joined: [], left });
  expect(cluster.runsOn('A')).toEqual([]);
  cluster.isHeld = false;
  cluster.run();
  const { standing } = first.state.replicated;
  expect({ standing, copies: cluster.runsOn('A') }).toEqual({ standing: 'undetermined', copies: [] });
});

it('waits for the word on quorum when the lost node was not fenced before', () => {
  const cib = testCib({
    resources: fenceDevice('F', 'node1 node2 node3 node4') + dummy('A'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(4, cib);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(30_000);
  cluster.lose(4, 'node-down');
  cluster.pass(60_000);
  cluster.node(3).isUp = false;
  const left = [{ nodeId: 3, reason: 'node-down' as const }];
  for (const id of [1, 2])
    cluster.event(id, { kind: 'membership', at: cluster.now, members: [1, 2], joined: [], left });
  cluster.run();
  expect(cluster.node(1).state.replicated.standing).toBe('undetermined');
});
