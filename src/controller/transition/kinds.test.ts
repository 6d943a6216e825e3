import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

const stateful = `<clone id="S-clone"><meta_attributes id="S-c"><nvpair id="S-p" name="promotable" value="true"/><nvpair id="S-n" name="notify" value="true"/></meta_attributes>
  <primitive id="S" class="ocf" provider="pacemaker" type="Stateful"><operations>
  <op id="S-m1" name="monitor" interval="10s" role="Promoted"/><op id="S-m2" name="monitor" interval="11s" role="Unpromoted"/></operations></primitive></clone>`;

it('promotes one instance once agents have said who is best, with notifications and monitors of the role', () => {
  const cluster = new TestCluster(2, testCib({ resources: stateful }));
  const promoted = new Set<string>();
  cluster.agent = ({ task, targetRc }, node) => {
    if (task === 'promote') promoted.add(node.name);
    if (task === 'demote') promoted.delete(node.name);
    return task === 'monitor' && promoted.has(node.name) ? { rc: targetRc === 7 ? 8 : targetRc } : {};
  };
  cluster.form([1, 2]);
  expect(cluster.runsOn('S')).toEqual(['node1', 'node2']);
  for (const [node, value] of [
    ['node1', '5'],
    ['node2', '10'],
  ] as const) {
    cluster.ask(1, {
      kind: 'set-attribute',
      nodes: [node],
      name: 'master-S',
      value,
      lifetime: 'transient',
      dampeningMs: null,
    });
  }
  expect([...promoted]).toEqual(['node2']);
  expect(cluster.log(2)).toContain('promote S');
  const notify = cluster
    .node(1)
    .operations.filter(({ task }) => task === 'notify')
    .map(({ key }) => key);
  expect(notify).toContain('S_post_notify_promote_0');
  expect([...cluster.node(2).recurring.keys()]).toEqual(['S_monitor_10000']);
  expect([...cluster.node(1).recurring.keys()]).toEqual(['S_monitor_11000']);
  const decided = cluster.node(1).transitions.length;
  cluster.ask(1, { kind: 'recheck' });
  expect(cluster.node(1).transitions.at(-1)?.actions).toBe(0);
  expect(cluster.node(1).transitions).toHaveLength(decided + 1);
});

it('ends monitors of a role before the role changes: what they find then is no failure', () => {
  const cluster = new TestCluster(1, testCib({ resources: stateful }));
  const set = (name: string, value: string, lifetime: 'transient' | 'permanent'): void => {
    cluster.ask(1, { kind: 'set-attribute', nodes: ['node1'], name, value, lifetime, dampeningMs: null });
  };
  cluster.agent = ({ task, targetRc }) => (task === 'monitor' && targetRc === 8 ? { rc: 8 } : {});
  cluster.form([1]);
  set('master-S', '5', 'transient');
  const monitor = cluster.node(1).recurring.get('S_monitor_10000');
  expect(monitor).toBeDefined();
  cluster.agent = ({ task }) => (task === 'demote' ? 'silent' : {});
  set('standby', 'on', 'permanent');
  expect(cluster.node(1).recurring.has('S_monitor_10000')).toBe(false);
  // A run that was under way looks when the instance has been demoted already.
  cluster.event(1, {
    kind: 'effect-finished',
    at: cluster.now,
    effectId: monitor as number,
    result: {
      kind: 'operation',
      result: {
        rc: 0,
        status: 0,
        exitReason: '',
        output: '',
        startedAt: cluster.now,
        executionMs: 1,
        queueMs: 0,
        agent: null,
      },
    },
  });
  cluster.run();
  expect(cluster.cib(1)).not.toContain('fail-count-S');
  expect(cluster.cib(1)).not.toContain('S_last_failure');
});

it('starts a group in order and stops it in reverse', () => {
  const cluster = new TestCluster(
    1,
    testCib({ resources: `<group id="G">${dummy('A')}${dummy('B')}${dummy('C')}</group>` }),
  );
  cluster.form([1]);
  const once = (): string[] => cluster.log(1).filter((line) => !line.startsWith('monitor'));
  expect(once()).toEqual(['start A', 'start B', 'start C']);
  cluster.ask(1, {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'standby',
    value: 'on',
    lifetime: 'permanent',
    dampeningMs: null,
  });
  expect(once().slice(3)).toEqual(['stop C', 'stop B', 'stop A']);
  expect(cluster.node(1).cancelled.sort()).toEqual(['A_monitor_10000', 'B_monitor_10000', 'C_monitor_10000']);
});

it('unfences a node on itself before services that need it, and remembers the devices', () => {
  const device = `<primitive id="U" class="stonith" type="fence_scsi"><meta_attributes id="U-m"><nvpair id="U-p" name="provides" value="unfencing"/></meta_attributes>
    <instance_attributes id="U-i"><nvpair id="U-l" name="pcmk_host_list" value="node1 node2"/></instance_attributes></primitive>`;
  const service = dummy('A', '<nvpair id="rq" name="requires" value="unfencing"/>');
  const cluster = new TestCluster(
    2,
    testCib({ resources: device + service, properties: { 'stonith-enabled': 'true' } }),
  );
  cluster.form([1, 2]);
  for (const id of [1, 2]) {
    expect(cluster.node(id).fenceOrders.map(({ action, target }) => `${action} ${target}`)).toEqual([
      `on node${id}`,
    ]);
  }
  expect(cluster.cib(1)).toContain('name="#node-unfenced"');
  expect(cluster.runsOn('A')).toHaveLength(1);
});

it('leaves services alone in maintenance, and takes them over again', () => {
  const cluster = new TestCluster(1, testCib({ resources: dummy('A') }));
  cluster.form([1]);
  const set = (value: string | null): string =>
    cluster.ask(1, {
      kind: 'set-attribute',
      nodes: ['node1'],
      name: 'maintenance',
      value,
      lifetime: 'permanent',
      dampeningMs: null,
    });
  set('true');
  expect(cluster.node(1).cancelled).toEqual(['A_monitor_10000']);
  cluster.node(1).operations.length = 0;
  set(null);
  expect(cluster.log(1)).toEqual(['monitor A']);
});
