import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import type { FenceOrder } from '../model/fencing.ts';
import { aliasOf, delayMs, parseHostMap } from './settings.ts';

const properties = { 'stonith-enabled': 'true' };
const ALL = 'node1 node2 node3';

/** `executor: device action target` of all agent runs, in order. */
function runs(cluster: TestCluster): string[] {
  const orders: { order: FenceOrder; node: string }[] = [];
  for (const node of cluster.nodes.values())
    for (const order of node.fenceOrders) orders.push({ order, node: node.name });
  orders.sort((a, b) => Number(a.order.fenceId.split(':')[1]) - Number(b.order.fenceId.split(':')[1]));
  return orders.map(({ order, node }) => `${node}: ${order.device} ${order.action} ${order.target}`);
}

function formed(
  resources: string,
  more: { topology?: string; properties?: Record<string, string> } = {},
): TestCluster {
  const cib = testCib({
    resources,
    properties: { ...properties, ...more.properties },
    ...(more.topology === undefined ? {} : { topology: more.topology }),
  });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  return cluster;
}

const fenceAll = fenceDevice('F', ALL);

it('reboots by off, a reading that says off, and on', () => {
  const cluster = formed(fenceAll);
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'reboot', client: 'anna' });
  expect(runs(cluster).map((line) => line.split(' ').slice(2).join(' '))).toEqual([
    'off node3',
    'status node3',
    'on node3',
  ]);
  const record = cluster.node(2).state.replicated.fencing[0];
  expect(record).toMatchObject({
    target: 'node3',
    operation: 'reboot',
    client: 'anna',
    outcome: 'confirmed',
  });
  expect(record?.evidence[1]).toMatchObject({ kind: 'power-reading', power: 'off' });
  expect([...cluster.answers.values()][0]).toMatchObject({ kind: 'fenced' });
});

it('never runs the agent on the target', () => {
  const cluster = formed(fenceAll);
  for (const target of ['node1', 'node2']) {
    cluster.ask(3, { kind: 'fence', node: target, operation: 'off', client: 'anna' });
    expect(
      runs(cluster)
        .filter((line) => line.endsWith(target))
        .some((line) => line.startsWith(target)),
    ).toBe(false);
  }
});

it('takes a success for a failure when the power still reads on', () => {
  const cluster = formed(fenceAll);
  cluster.fencing = ({ action }) => (action === 'status' ? { power: 'on' } : {});
  const requestId = cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  const record = cluster.node(2).state.replicated.fencing[0];
  expect(record).toMatchObject({ outcome: 'failed' });
  expect(record?.reason).toContain('its power still reads on');
  expect(record?.evidence.filter(({ kind }) => kind === 'power-reading')).toHaveLength(5);
  expect(cluster.answers.get(requestId)).toMatchObject({ kind: 'refused' });
});

it('recovers nothing from a lost node as long as fencing fails, and tries again later and later', () => {
  const cluster = formed(fenceAll + dummy('A'));
  cluster.fencing = () => ({ outcome: 'failed', output: 'no route' });
  const owner = cluster.ownerOf('A').nodeId;
  cluster.lose(owner, 'node-down');
  expect(cluster.runsOn('A')).toEqual([]);
  const dc = cluster.node(cluster.node(owner === 1 ? 2 : 1).state.replicated.seniority[0] as number);
  expect(dc.state.waits.has(`fencing-retry/node${owner}`)).toBe(true);
  cluster.pass(30_000);
  const attempts = dc.state.replicated.fencing.length;
  expect(attempts).toBeGreaterThan(2);
  expect(attempts).toBeLessThan(7);
  expect(cluster.runsOn('A')).toEqual([]);
  cluster.ask(dc.nodeId, { kind: 'confirm-fenced', node: `node${owner}`, operator: 'anna' });
  expect(cluster.runsOn('A')).toHaveLength(1);
  expect(dc.state.replicated.fencing.at(-1)).toMatchObject({ outcome: 'asserted', client: 'anna' });
  expect(dc.state.replicated.fencing.at(-1)?.evidence[0]).toMatchObject({
    kind: 'operator-assertion',
    witness: 'anna',
  });
});

it("takes nobody's word that a node is off which is heard from, by its daemon or by Corosync alone", () => {
  const cluster = formed(fenceAll + dummy('A'));
  const vouch = (node: string): string => cluster.ask(1, { kind: 'confirm-fenced', node, operator: 'anna' });
  const member = vouch('node3');
  cluster.lose(2, 'process-down');
  const silent = vouch('node2');
  for (const request of [member, silent]) {
    expect(cluster.answers.get(request)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'HWS-CTL-064' }],
    });
  }
  expect(cluster.node(1).state.replicated.fencing).toEqual([]);
});

it('records a fencing as confirmed when the node is back before the answer to switching it on', () => {
  const cluster = formed(fenceAll + dummy('A'));
  const plain = cluster.fencing;
  cluster.fencing = (order) => (order.action === 'on' ? null : plain(order));
  cluster.lose(3, 'node-down');
  expect(cluster.node(1).state.replicated.fencing).toEqual([]);
  cluster.join(3);
  expect(cluster.node(1).state.replicated.fencing).toMatchObject([
    { target: 'node3', outcome: 'confirmed', reason: expect.stringContaining('read node3 as off') },
  ]);
  expect(cluster.node(1).state.jobs.size).toBe(0);
  expect(cluster.node(3).selfFenced).toBeNull();
});

it('tries the next level when one device of a level fails', () => {
  const topology =
    '<fencing-topology><fencing-level id="l2" target="node3" index="2" devices="C"/><fencing-level id="l1" target-pattern="node." index="1" devices="A,B"/></fencing-topology>';
  const cluster = formed(['A', 'B', 'C'].map((id) => fenceDevice(id, ALL)).join(''), { topology });
  const plain = cluster.fencing;
  cluster.fencing = (order) =>
    order.device === 'B' && order.action === 'off' ? { outcome: 'failed' } : plain(order);
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  expect(runs(cluster).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'A off',
    'B off',
    'B off',
    'C off',
    'C status',
  ]);
  expect(cluster.node(1).state.replicated.fencing[0]).toMatchObject({ outcome: 'confirmed' });
});

it('turns all devices of a level off before it turns any on', () => {
  const topology =
    '<fencing-topology><fencing-level id="l" target="node3" index="1" devices="A,B"/></fencing-topology>';
  const cluster = formed(fenceDevice('A', ALL) + fenceDevice('B', ALL), { topology });
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'reboot', client: 'anna' });
  expect(runs(cluster).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'A off',
    'B off',
    'A status',
    'B status',
    'A on',
    'B on',
  ]);
});

it('asks devices without a host list which hosts they reach', () => {
  const device =
    '<primitive id="D" class="stonith" type="fence_test"/><primitive id="E" class="stonith" type="fence_test"/>';
  const cluster = formed(device);
  const plain = cluster.fencing;
  cluster.fencing = (order) =>
    order.action === 'list' ? { hosts: order.device === 'E' ? ['node3'] : ['other'] } : plain(order);
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  expect(runs(cluster).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'D list',
    'E list',
    'E off',
    'E status',
  ]);
});

it('gives times, names, agent actions and delays of a device', () => {
  const settings = {
    pcmk_host_map: 'node3:rack/7',
    pcmk_off_timeout: '5s',
    pcmk_off_action: 'poweroff',
    pcmk_delay_base: '3s',
    pcmk_host_argument: 'slot',
    ip: '10.0.0.1',
  };
  const cluster = formed(fenceDevice('F', ALL, settings));
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  const order = [1, 2].flatMap((id) => cluster.node(id).fenceOrders)[0];
  expect(order).toMatchObject({
    targetAlias: 'rack/7',
    timeoutMs: 5000,
    agentAction: 'poweroff',
    delayMs: 3000,
    hostArgument: 'slot',
    parameters: { ip: '10.0.0.1' },
  });
});

it('cycles only where cycling is asked for', () => {
  const cluster = formed(fenceDevice('F', ALL, { method: 'cycle' }));
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'reboot', client: 'anna' });
  expect(runs(cluster).map((line) => line.split(' ')[2])).toEqual(['reboot']);
  expect(cluster.node(1).state.replicated.fencing[0]?.reason).toContain('no power reading');
});

it('lets another member run the agent when the first one fails, dies or is silent', () => {
  const cluster = formed(fenceAll);
  const plain = cluster.fencing;
  let first: number | null = null;
  cluster.fencing = (order) => {
    first ??= order.executor;
    return order.executor === first && order.action === 'off' ? null : plain(order);
  };
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  expect(cluster.node(1).state.replicated.fencing).toHaveLength(0);
  cluster.pass(75_000);
  expect(cluster.node(1).state.replicated.fencing[0]).toMatchObject({ outcome: 'confirmed' });
  expect(cluster.node(1).state.replicated.fencing[0]?.executors).toHaveLength(2);
});

it('delays the fencing of the node with the most important services', () => {
  const important = dummy('A', '<nvpair id="pr" name="priority" value="10"/>');
  const cluster = new TestCluster(
    2,
    testCib({
      resources: fenceDevice('F', ALL) + important,
      properties: { ...properties, 'priority-fencing-delay': '15s', 'no-quorum-policy': 'ignore' },
    }),
  );
  cluster.form([1, 2]);
  const owner = cluster.ownerOf('A').nodeId;
  cluster.lose(owner, 'node-down');
  expect(cluster.node(3 - owner).fenceOrders[0]).toMatchObject({ action: 'off', delayMs: 15_000 });
});

it('makes a node that was fenced and is alive stop itself', () => {
  const cluster = formed(fenceAll);
  cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  expect(cluster.node(3).selfFenced).toContain('was fenced');
  const back = formed(fenceAll);
  back.form([1, 2], [3]);
  back.form([1, 2, 3]);
  expect(back.node(3).selfFenced).toContain('fenced while it was away');
  expect(back.node(1).state.replicated.members[3]).toBeUndefined();
});

it('fences again under the next DC when the DC dies meanwhile', () => {
  const cluster = new TestCluster(
    5,
    testCib({ resources: fenceDevice('F', 'node1 node2 node3 node4 node5') + dummy('A'), properties }),
  );
  cluster.form([1, 2, 3, 4, 5]);
  const plain = cluster.fencing;
  cluster.fencing = () => null;
  cluster.lose(5, 'node-down');
  cluster.fencing = plain;
  cluster.lose(1, 'node-down');
  const done = cluster
    .node(2)
    .state.replicated.fencing.map(({ target, outcome }) => `${target} ${outcome}`)
    .sort();
  expect(done).toEqual(['node1 confirmed', 'node5 confirmed']);
});

it('reads host maps and delays', () => {
  expect([...parseHostMap('n1:1;n2:2,3 n3:a')]).toEqual([
    ['n1', '1'],
    ['n2', '2,3'],
    ['n3', 'a'],
  ]);
  const device = {
    id: 'F',
    agent: 'x',
    parameters: {},
    settings: new Map([
      ['pcmk_host_map', 'N1:p'],
      ['pcmk_delay_base', 'n1:5s;n2:1s'],
      ['pcmk_delay_max', '9s'],
    ]),
    priority: 0,
    providesUnfencing: false,
    runsOn: [],
  };
  expect(aliasOf(device, 'n1')).toBe('p');
  expect(delayMs(device, 'n1', 0)).toBe(5000);
  expect(delayMs(device, 'n1', 0.5)).toBe(7000);
});
