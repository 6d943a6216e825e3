import { expect, it } from 'vitest';
import { dummy, fenceDevice, location, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

const FENCED = { 'stonith-enabled': 'true' };
const ALL = 'node1 node2 node3 node4';

it.each([
  { name: 'answers at once (control)', isLate: false },
  { name: 'answers late', isLate: true },
])(
  "does not take the end of an operator's reboot of the old life for the fencing of the new one: on $name",
  ({ isLate }) => {
    const cib = testCib({
      resources: fenceDevice('F', ALL) + dummy('A'),
      constraints: location('node3', '1000'),
      properties: FENCED,
    });
    const cluster = new TestCluster(3, cib);
    cluster.form([1, 2, 3]);
    cluster.pass(30_000);
    expect(cluster.copiesOf('A')).toEqual(['node3']);
    // The switch turns node3 on at once, but its agent takes its time to say so.
    const { fencing } = cluster;
    let isSlow = isLate;
    cluster.fencing = (order) => {
      const answer = fencing(order);
      return order.action === 'on' && isSlow ? null : answer;
    };
    cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'reboot', client: 'anna' });
    cluster.lose(3, 'node-down');
    expect(cluster.power.get('node3')).toBe('on');
    cluster.join(3);
    cluster.pass(5000);
    expect(cluster.copiesOf('A')).toEqual(['node3']);
    // The fencing of the old life is done: it does not go on beside the new one.
    expect(cluster.node(1).state.jobs.size).toBe(0);
    // A has to be fenced out of its new life.
    cluster.agent = (order, { nodeId }) => (order.task === 'stop' && nodeId === 3 ? { rc: 1 } : {});
    isSlow = false;
    const before = cluster.node(1).fenceOrders.length + cluster.node(2).fenceOrders.length;
    cluster.report(3, 'A_monitor_10000', { rc: 7 });
    // The agent's on of the old life times out, or answers: either way nothing has fenced the new life.
    cluster.pass(90_000);
    const offs = [...cluster.node(1).fenceOrders, ...cluster.node(2).fenceOrders]
      .slice(before)
      .filter(({ action }) => action === 'off').length;
    expect({ copies: cluster.copiesOf('A').length, offs: offs > 0 }).toEqual({ copies: 1, offs: true });
  },
);

it("carries an operator's fencing out although the DC that heard of it dies", () => {
  const cib = testCib({ resources: fenceDevice('F', ALL) + dummy('A'), properties: FENCED });
  const cluster = new TestCluster(4, cib);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(30_000);
  const { fencing } = cluster;
  // The agent is at work when the DC dies.
  cluster.fencing = () => null;
  const request = cluster.ask(2, { kind: 'fence', node: 'node4', operation: 'off', client: 'anna' });
  cluster.fencing = fencing;
  cluster.lose(1, 'node-down');
  cluster.pass(10 * 60_000);
  expect({ power: cluster.power.get('node4'), isAnswered: cluster.answers.has(request) }).toEqual({
    power: 'off',
    isAnswered: true,
  });
});

it('answers whoever asked when an operator vouches that the node is off', () => {
  const cib = testCib({ resources: fenceDevice('F', ALL), properties: FENCED });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.fencing = () => null;
  cluster.lose(3, 'node-down');
  const asked = cluster.ask(2, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
  cluster.ask(1, { kind: 'confirm-fenced', node: 'node3', operator: 'berta' });
  expect(cluster.answers.get(asked)).toMatchObject({ kind: 'fenced', record: { outcome: 'asserted' } });
  for (const id of [1, 2]) expect(cluster.node(id).state.replicated.fenceRequests).toEqual([]);
});

it('does what a second client wants that is something else after the first, and answers both', () => {
  const cib = testCib({ resources: fenceDevice('F', ALL), properties: FENCED });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  const { fencing } = cluster;
  cluster.fencing = () => null;
  const first = cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'reboot', client: 'anna' });
  const second = cluster.ask(2, { kind: 'fence', node: 'node3', operation: 'off', client: 'berta' });
  cluster.fencing = fencing;
  cluster.lose(3, 'node-down');
  cluster.pass(5 * 60_000);
  expect(cluster.answers.get(first)).toMatchObject({ kind: 'fenced', record: { operation: 'reboot' } });
  expect(cluster.answers.get(second)).toMatchObject({ kind: 'fenced', record: { operation: 'off' } });
  expect(cluster.power.get('node3')).toBe('off');
});

it('says so when another part of the cluster takes over and knows nothing of the fencing', () => {
  const cib = testCib({ resources: fenceDevice('F', ALL), properties: FENCED });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.form([1, 2], [3]);
  cluster.fencing = () => null;
  const asked = cluster.ask(3, { kind: 'fence', node: 'node2', operation: 'off', client: 'anna' });
  cluster.form([1, 2, 3]);
  expect(cluster.answers.get(asked)).toMatchObject({ kind: 'refused', problems: [{ code: 'HWS-CTL-069' }] });
});

it.each([
  { name: 'the agent did it', answers: true },
  { name: 'the agent failed', answers: false },
])('waits for an agent that is at work when its target begins a new life: $name', ({ answers }) => {
  const cib = testCib({ resources: fenceDevice('F', ALL) + dummy('A'), properties: FENCED });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(30_000);
  const { fencing } = cluster;
  // Off takes its time: the node is back before it happens.
  cluster.latency = () => 5000;
  if (!answers)
    cluster.fencing = (order) => (order.action === 'off' ? { outcome: 'failed' } : fencing(order));
  cluster.lose(3, 'node-down');
  cluster.pass(1000);
  cluster.join(3);
  cluster.latency = () => 0;
  cluster.pass(5 * 60_000);
  const [first] = cluster.node(1).state.replicated.fencing;
  expect(first).toMatchObject({ target: 'node3', outcome: answers ? 'confirmed' : 'failed' });
  // Whatever the agent did, the node is not left without power.
  expect(cluster.power.get('node3')).toBe('on');
  expect(cluster.node(1).state.jobs.size).toBe(0);
});
