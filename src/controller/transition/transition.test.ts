import { expect, it } from 'vitest';
import { parametersDigest } from '../../scheduler/history/canonical-digest.ts';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

const many = (count: number): string => Array.from({ length: count }, (_, i) => dummy(`R${i}`)).join('');

it('keeps no more operations in flight than batch-limit', () => {
  const cluster = new TestCluster(1, testCib({ resources: many(10), properties: { 'batch-limit': '3' } }));
  cluster.agent = () => 'silent';
  cluster.form([1]);
  expect(cluster.node(1).operations).toHaveLength(3);
  expect(cluster.node(1).state.transition?.inFlight).toBe(3);
});

it('keeps no more operations in flight on a node than node-action-limit', () => {
  const cluster = new TestCluster(
    2,
    testCib({ resources: many(10), properties: { 'node-action-limit': '2' } }),
  );
  cluster.agent = () => 'silent';
  cluster.form([1, 2]);
  expect(cluster.node(1).operations).toHaveLength(2);
  expect(cluster.node(2).operations).toHaveLength(2);
});

it('writes an operation off that does not answer within its timeout and the cluster delay', () => {
  const cluster = new TestCluster(
    1,
    testCib({ resources: dummy('A'), properties: { 'cluster-delay': '30s' } }),
  );
  cluster.agent = ({ task }) => (task === 'start' ? 'silent' : {});
  cluster.form([1]);
  expect(cluster.cib(1)).toContain('op-status="-1"');
  const [wait] = [...cluster.node(1).state.waits.values()].filter(({ id }) => id.startsWith('operation/'));
  expect(wait?.deadline).toBe(cluster.now + 20_000 + 30_000);
  cluster.pass(50_000);
  expect(cluster.cib(1)).toMatch(/op-status="2"/);
  expect(cluster.cib(1)).toMatch(/name="fail-count-A#start_0" value="INFINITY"/);
  expect(cluster.log(1)).toEqual(['start A', 'stop A']);
});

it('leaves out a result that comes after the operation was written off', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  cluster.agent = ({ task }) => (task === 'start' ? 'silent' : {});
  cluster.form([1]);
  const [effectId] = [...cluster.node(1).state.running.entries()]
    .filter(([, { kind }]) => kind === 'operation')
    .map(([id]) => id);
  cluster.pass(100_000);
  const before = cluster.cib(1);
  const result = {
    rc: 0,
    status: 0,
    exitReason: '',
    output: '',
    startedAt: 0,
    executionMs: 1,
    queueMs: 0,
    agent: null,
  } as const;
  cluster.event(1, {
    kind: 'effect-finished',
    at: cluster.now,
    effectId: effectId ?? -1,
    result: { kind: 'operation', result },
  });
  cluster.run();
  expect(cluster.cib(1)).toBe(before);
  expect(cluster.node(1).logs.at(-1)?.code).toBe('HWS-CTL-030');
});

it('tries a failed start elsewhere and counts it for ever', () => {
  const cluster = new TestCluster(2, testCib({ resources: dummy('A') }));
  cluster.agent = ({ task, node }) =>
    task === 'start' && node === 'node1' ? { rc: 1, exitReason: 'no luck' } : {};
  cluster.form([1, 2]);
  expect(cluster.runsOn('A')).toEqual(['node2']);
  expect(cluster.cib(1)).toMatch(
    /id="status-1-fail-count-A.start_0" name="fail-count-A#start_0" value="INFINITY"/,
  );
  expect(cluster.cib(1)).toMatch(/<lrm_rsc_op id="A_last_failure_0"[^>]*exit-reason="no luck"/);
});

it('counts a failed start as one where that is not fatal', () => {
  const properties = { 'start-failure-is-fatal': 'false' };
  const cluster = new TestCluster(2, testCib({ resources: dummy('A'), properties }));
  let tries = 0;
  cluster.agent = ({ task }) => (task === 'start' && ++tries < 3 ? { rc: 1 } : {});
  cluster.form([1, 2]);
  expect(cluster.runsOn('A')).toHaveLength(1);
  expect(cluster.cib(1)).toMatch(/fail-count-A#start_0" value="2"/);
});

it('writes history as the scheduler reads it', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  const agent = {
    canReload: true,
    reloadable: ['fake'],
    all: ['state', 'fake', 'passwd'],
    private: ['passwd'],
  };
  cluster.agent = ({ task }) => (task === 'start' ? { agent, executionMs: 55, queueMs: 3 } : {});
  cluster.form([1]);
  const entry = /<lrm_rsc_op id="A_last_0"[^>]*>/.exec(cluster.cib(1))?.[0] ?? '';
  const empty = parametersDigest(new Map());
  for (const part of [
    'operation_key="A_start_0"',
    'operation="start"',
    'on_node="node1"',
    'rc-code="0"',
    'op-status="0"',
    'exec-time="55"',
    'queue-time="3"',
    `op-digest="${empty}"`,
    'op-force-restart=" state  passwd "',
    `op-restart-digest="${empty}"`,
    'op-secure-params=" passwd "',
  ]) {
    expect(entry).toContain(part);
  }
  expect(entry).toMatch(/transition-magic="0:0;\d+:\d+:0:[0-9a-f-]{36}"/);
  // What is written is found unchanged: nothing more is to be done.
  const { length } = cluster.node(1).operations;
  cluster.ask(1, { kind: 'recheck' });
  expect(cluster.node(1).operations).toHaveLength(length);
});

it('gives a transition up when the configuration changes, and decides anew when nothing is in flight', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') + dummy('B') }));
  cluster.agent = ({ task, resource }) => (task === 'start' && resource.id === 'A' ? 'silent' : {});
  cluster.form([1]);
  const decided = cluster.node(1).transitions.length;
  cluster.ask(1, {
    kind: 'change-cib',
    changes: [{ kind: 'delete-element', target: { by: 'id', id: 'B', element: null }, isOptional: false }],
    condition: null,
  });
  expect(cluster.node(1).state.transition?.abortReason).toBe('the configuration has changed');
  expect(cluster.node(1).transitions).toHaveLength(decided);
  cluster.pass(100_000);
  expect(cluster.node(1).transitions.length).toBeGreaterThan(decided);
  expect(cluster.runsOn('B')).toEqual([]);
});

it('finds operations in flight pending when the DC dies, and lets their results in', () => {
  const cluster = new TestCluster(
    3,
    testCib({
      resources: dummy('A'),
      constraints: '<rsc_location id="l" rsc="A" node="node2" score="100"/>',
    }),
  );
  cluster.agent = ({ task }) => (task === 'start' ? 'silent' : {});
  cluster.form([1, 2, 3]);
  expect(cluster.log(2)).toEqual(['start A']);
  cluster.lose(1, 'node-down');
  const { state } = cluster.node(2);
  expect(state.uuid).not.toBeNull();
  expect(state.holdReason).toContain('A_start_0 on node2 is in flight');
  const [effectId] = [...state.running.entries()]
    .filter(([, { kind }]) => kind === 'operation')
    .map(([id]) => id);
  const result = {
    rc: 0,
    status: 0,
    exitReason: '',
    output: '',
    startedAt: 0,
    executionMs: 1,
    queueMs: 0,
    agent: null,
  } as const;
  cluster.node(2).active.add('A');
  cluster.event(2, {
    kind: 'effect-finished',
    at: cluster.now,
    effectId: effectId ?? -1,
    result: { kind: 'operation', result },
  });
  cluster.run();
  expect(cluster.log(2)).toEqual(['start A', 'monitor A']);
  expect(cluster.cib(2)).toBe(cluster.cib(3));
});

it('cancels a recurring operation that is no longer configured', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  cluster.form([1]);
  cluster.ask(1, {
    kind: 'change-cib',
    changes: [{ kind: 'delete-element', target: { by: 'id', id: 'A-m', element: null }, isOptional: false }],
    condition: null,
  });
  expect(cluster.node(1).cancelled).toEqual(['A_monitor_10000']);
  expect(cluster.cib(1)).not.toContain('A_monitor_10000');
});

it('moves a resource live, with the source and the target in history', () => {
  const meta = '<nvpair id="am" name="allow-migrate" value="true"/>';
  const cluster = new TestCluster(2, testCib({ resources: dummy('A', meta) }));
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  const other = 3 - owner;
  cluster.node(owner).operations.length = 0;
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: [`node${owner}`],
    name: 'standby',
    value: 'on',
    lifetime: 'permanent',
    dampeningMs: null,
  });
  expect(cluster.log(owner)).toEqual(['migrate_to A', 'stop A']);
  expect(cluster.log(other)).toEqual(['migrate_from A', 'monitor A']);
  expect(cluster.cib(1)).toMatch(
    new RegExp(`migrate_source="node${owner}"[^>]*migrate_target="node${other}"`),
  );
});

it('stops everything without quorum', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.form([owner]);
  expect(cluster.runsOn('A')).toEqual([]);
});

it('stops itself where no-quorum-policy is suicide', () => {
  const properties = { 'no-quorum-policy': 'suicide', 'stonith-enabled': 'true' };
  const cluster = new TestCluster(3, testCib({ properties }));
  cluster.form([1, 2, 3]);
  cluster.form([1, 2], [3]);
  expect(cluster.node(3).selfFenced).toContain('quorum');
  expect(cluster.node(1).selfFenced).toBeNull();
});

it('looks at everything again at the recheck time', () => {
  const cluster = new TestCluster(1, testCib({ properties: { 'cluster-recheck-interval': '5min' } }));
  cluster.form([1]);
  const { length } = cluster.node(1).transitions;
  cluster.pass(299_000);
  expect(cluster.node(1).transitions).toHaveLength(length);
  cluster.pass(2000);
  expect(cluster.node(1).transitions).toHaveLength(length + 1);
});

it('forgets failures when failure-timeout is over', () => {
  const meta = '<nvpair id="ft" name="failure-timeout" value="30s"/>';
  const cluster = new TestCluster(1, testCib({ resources: dummy('A', meta) }));
  cluster.form([1]);
  cluster.node(1).active.delete('A');
  cluster.report(1, 'A_monitor_10000', { rc: 7 });
  expect(cluster.cib(1)).toContain('fail-count-A');
  cluster.pass(35_000);
  expect(cluster.cib(1)).not.toContain('fail-count-A');
  expect(cluster.cib(1)).not.toContain('A_last_failure_0');
});

it('hands everything over before a node leaves', () => {
  const cluster = new TestCluster(2, testCib({ resources: dummy('A') }));
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.ask(owner, { kind: 'shutdown-node', node: `node${owner}` });
  expect(cluster.runsOn('A')).toEqual([`node${3 - owner}`]);
  expect(cluster.node(owner).left).toBe('shutdown');
  expect(cluster.cib(owner)).toContain('expected="down"');
  cluster.lose(owner, 'left');
  expect(cluster.cib(3 - owner)).not.toContain('name="shutdown"');
  expect(cluster.cib(3 - owner)).toContain('crmd="offline"');
});

it('keeps a resource locked to a node that was shut down', () => {
  const cluster = new TestCluster(
    2,
    testCib({ resources: dummy('A'), properties: { 'shutdown-lock': 'true' } }),
  );
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.ask(owner, { kind: 'shutdown-node', node: `node${owner}` });
  cluster.lose(owner, 'left');
  expect(cluster.runsOn('A')).toEqual([]);
  expect(cluster.cib(3 - owner)).toContain('shutdown-lock="');
  cluster.join(owner);
  expect(cluster.runsOn('A')).toEqual([`node${owner}`]);
});

it('leaves anyway when nobody lets it go in time', () => {
  const cluster = new TestCluster(
    1,
    testCib({ resources: dummy('A'), properties: { 'shutdown-escalation': '2min' } }),
  );
  cluster.form([1]);
  cluster.agent = ({ task }) => (task === 'stop' ? { rc: 1 } : {});
  cluster.ask(1, { kind: 'shutdown-node', node: 'node1' });
  cluster.pass(121_000);
  expect(cluster.node(1).left).toBe('shutdown-escalation');
});
