import { describe, expect, it } from 'vitest';
import { writeXml } from '../../cib/write.ts';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { START, TestCluster } from '../cluster.fixture.ts';

const same = (cluster: TestCluster, ...ids: number[]): void => {
  for (const id of ids) expect(cluster.cib(id)).toBe(cluster.cib(ids[0] as number));
  for (const id of ids) {
    expect(cluster.node(id).state.replicated.chain).toBe(
      cluster.node(ids[0] as number).state.replicated.chain,
    );
  }
};

it('takes the highest configuration at a cold start', () => {
  const cluster = new TestCluster(3, testCib({ epoch: 5 }));
  cluster.create(3, testCib({ epoch: 9, resources: dummy('new') }));
  cluster.form([1, 2, 3]);
  same(cluster, 1, 2, 3);
  expect(cluster.cib(1)).toContain('id="new"');
});

it('makes the member longest in the group the DC', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.form([2, 3]);
  cluster.join(1);
  expect(cluster.node(1).state.replicated.seniority).toEqual([2, 3, 1]);
  expect(cluster.cib(1)).toContain('dc-uuid="2"');
  cluster.lose(2, 'node-down');
  expect(cluster.cib(1)).toContain('dc-uuid="3"');
});

it('lets the quorate side win when partitions meet, even with an older version', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  cluster.form([1, 2], [3]);
  const deleteA = {
    kind: 'delete-element',
    target: { by: 'id', id: 'A', element: null },
    isOptional: false,
  } as const;
  for (let i = 0; i < 3; i++) {
    const xml = `<primitive id="X${i}" class="ocf" provider="pacemaker" type="Dummy"/>`;
    const parent = {
      by: 'path',
      path: [
        { element: 'configuration', id: null },
        { element: 'resources', id: null },
      ],
    } as const;
    cluster.ask(3, {
      kind: 'change-cib',
      changes: [{ kind: 'create-element', parent, xml, position: 'last' }],
      condition: null,
    });
  }
  cluster.ask(1, { kind: 'change-cib', changes: [deleteA], condition: null });
  cluster.form([1, 2, 3]);
  same(cluster, 1, 2, 3);
  expect(cluster.cib(3)).not.toContain('X0');
  expect(cluster.cib(3)).not.toContain('<primitive id="A"');
});

it('waits for the silent with a deadline, then goes on without them and lets them in later', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.node(3).isUp = false;
  const deaf = cluster.node(3);
  cluster.form([1, 2, 3]);
  expect(cluster.node(1).state.phase).toBe('ready');
  cluster.form([1, 2]);
  cluster.form([1, 2, 3]);
  same(cluster, 1, 2, 3);
  expect(deaf.state.phase).toBe('ready');
});

it('leaves out a member that says no hello', () => {
  const cluster = new TestCluster(3, testCib({}));
  cluster.mute.add(3);
  cluster.form([1, 2, 3]);
  expect(cluster.node(1).state.phase).toBe('synchronizing');
  cluster.pass(11_000);
  expect(cluster.node(1).state.phase).toBe('ready');
  expect(cluster.node(1).state.replicated.seniority).toEqual([1, 2]);
  cluster.mute.clear();
  cluster.pass(40_000);
  expect(cluster.node(1).state.replicated.seniority).toEqual([1, 2, 3]);
  same(cluster, 1, 2, 3);
});

it('finds another CIB by the chain digest and takes over a copy', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  cluster.node(3).state.cib.set('epoch', '77');
  cluster.node(3).state.replicated.chain = 'spoilt';
  cluster.node(3).state.chain.set(cluster.node(3).state.replicated.applied, 'spoilt');
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    value: '1',
    lifetime: 'transient',
    dampeningMs: null,
  });
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    value: '2',
    lifetime: 'transient',
    dampeningMs: null,
  });
  same(cluster, 1, 2, 3);
  expect(cluster.node(3).logs.some(({ code }) => code === 'HWS-CTL-010')).toBe(true);
});

it('finds another CIB by the full digest', () => {
  const cluster = new TestCluster(2, testCib({}));
  cluster.form([1, 2]);
  cluster.node(2).state.cib.set('epoch', '77');
  for (let i = 0; i < 300; i++) {
    cluster.ask(1, {
      kind: 'set-attribute',
      nodes: ['node1'],
      name: 'x',
      value: `${i}`,
      lifetime: 'transient',
      dampeningMs: null,
    });
  }
  same(cluster, 1, 2);
});

it('gives a daemon that vanished from a living node time to come back, and takes its services over again', () => {
  const cluster = new TestCluster(
    3,
    testCib({ resources: dummy('A'), properties: { 'stonith-enabled': 'true' } }),
  );
  cluster.form([1, 2, 3]);
  const owner = 1;
  const before = cluster.runsOn('A');
  cluster.lose(owner, 'process-down');
  expect(cluster.node(2).state.holdReason ?? '').toMatch(/may come back|^$/);
  cluster.pass(1000);
  cluster.join(owner);
  cluster.pass(20_000);
  expect(cluster.runsOn('A')).toEqual(before);
  expect(cluster.log(owner).filter((line) => line === 'start A')).toEqual([]);
});

it('probes and adopts what runs on a node whose daemon began a new life', () => {
  const cluster = new TestCluster(2, testCib({ resources: dummy('A') }));
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.lose(owner, 'process-down');
  cluster.join(owner);
  expect(cluster.runsOn('A')).toEqual([`node${owner}`]);
  expect(cluster.log(owner)).toEqual(['monitor A']);
  expect(cluster.node(owner).operations[0]).toMatchObject({ task: 'monitor', intervalMs: 0, targetRc: 7 });
});

it('decides nothing on a loss before the word on quorum has come, and counts it as lost when it does not', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  const before = cluster.node(1).transitions.length;
  cluster.event(1, {
    kind: 'membership',
    at: cluster.now,
    members: [1],
    joined: [],
    left: [2, 3].map((nodeId) => ({ nodeId, reason: 'node-down' as const })),
  });
  expect(cluster.node(1).transitions).toHaveLength(before);
  cluster.node(2).isUp = false;
  cluster.node(3).isUp = false;
  cluster.run();
  cluster.pass(15_000);
  expect(cluster.cib(1)).toContain('have-quorum="0"');
});

it('keeps no status of another time when it starts from disk', () => {
  const cluster = new TestCluster(
    1,
    testCib({}).replace('<status/>', '<status><node_state id="7" uname="old"/></status>'),
  );
  expect(writeXml(cluster.node(1).state.cib)).not.toContain('old');
  expect(cluster.now).toBe(START);
});

it('starts without nodes that never came, after dc-deadtime, and fences them as unseen', () => {
  const cluster = new TestCluster(3, testCib({ properties: { 'dc-deadtime': '7s' } }));
  cluster.form([1, 2]);
  expect(cluster.node(1).transitions).toHaveLength(0);
  expect(cluster.node(1).state.waits.get('start-up')?.deadline).toBe(START + 7000);
  cluster.pass(7000);
  expect(cluster.node(1).transitions.length).toBeGreaterThan(0);
});

it('begins anew when the cluster engine is lost', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  cluster.form([1]);
  expect(cluster.runsOn('A')).toEqual(['node1']);
  cluster.loseEngine(1);
  cluster.form([]);
  cluster.form([1]);
  expect(cluster.runsOn('A')).toEqual(['node1']);
  expect(cluster.log(1).filter((line) => line === 'start A')).toHaveLength(1);
  expect(cluster.node(1).cancelled).toEqual(['A_monitor_10000']);
});

describe('a host that is up, of whose daemon nothing has been seen since the cluster began', () => {
  const HOSTS = [1, 2, 3];

  /** Daemons of two of three hosts that Corosync has together; what ran on the third before nobody remembers. */
  function withStranger(): TestCluster {
    const cib = testCib({
      resources: fenceDevice('F', 'node1 node2 node3') + dummy('A'),
      properties: { 'stonith-enabled': 'true' },
    });
    const before = new TestCluster(3, cib);
    before.form(HOSTS);
    const cluster = new TestCluster(3, before.node(1).disk);
    cluster.form([1, 2]);
    for (const id of [1, 2])
      cluster.event(id, { kind: 'quorum', at: cluster.now, isQuorate: true, members: HOSTS });
    cluster.run();
    // The time in which all daemons may come at a cold start.
    cluster.pass(20_000);
    return cluster;
  }

  it('is fenced when its daemon does not come, before anything is started', () => {
    const cluster = withStranger();
    cluster.pass(19_000);
    expect(cluster.power.get('node3')).toBe('on');
    expect(cluster.runsOn('A')).toEqual([]);
    cluster.pass(2000);
    expect(cluster.node(1).state.replicated.fencing[0]).toMatchObject({
      target: 'node3',
      outcome: 'confirmed',
    });
    expect(cluster.runsOn('A')).toHaveLength(1);
  });

  it('is left alone when its daemon comes', () => {
    const cluster = withStranger();
    cluster.pass(10_000);
    cluster.join(3);
    cluster.pass(60_000);
    expect(cluster.node(1).state.replicated.fencing).toEqual([]);
    expect(cluster.runsOn('A')).toHaveLength(1);
  });
});
