import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

const ALL = 'node1 node2 node3 node4';

/** Power off by the agent takes the target out of its group at once, as a real switch does. */
function cluster3(): TestCluster {
  const cib = testCib({
    resources: fenceDevice('F', ALL) + dummy('A'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(30_000);
  return cluster;
}

/** The agent answers a second after the power went; the ring notices in between. */
function fenceNode3(cluster: TestCluster, asker: number, operation: 'off' | 'reboot'): void {
  cluster.latency = () => 3000;
  const { fencing } = cluster;
  let isCut = false;
  cluster.fencing = (order) => {
    const answer = fencing(order);
    if (order.action === 'off') isCut = true;
    return answer;
  };
  cluster.ask(asker, { kind: 'fence', node: 'node3', operation, client: 'anna' });
  for (let i = 0; i < 600; i++) {
    cluster.pass(100);
    if (isCut && cluster.node(3).isUp) cluster.lose(3, 'node-down');
  }
  cluster.pass(10 * 60_000);
}

it.each([1, 3])('leaves a node without power that was to be turned off, asked on node%i', (asker) => {
  const cluster = cluster3();
  fenceNode3(cluster, asker, 'off');
  const records = cluster
    .node(1)
    .state.replicated.fencing.map(({ operation, outcome, reason }) => ({ operation, outcome, reason }));
  expect({ power: cluster.power.get('node3'), records }).toMatchObject({
    power: 'off',
    records: [{ operation: 'off', outcome: 'confirmed' }],
  });
});
