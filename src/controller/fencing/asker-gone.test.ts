import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/** The daemon of the node where an operator asked dies between off and on of the reboot. */
it('switches a node on again that it has turned off, although the daemon that was asked is gone', () => {
  const cib = testCib({
    resources: fenceDevice('F', 'node1 node2 node3 node4') + dummy('A'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(4, cib);
  cluster.form([1, 2, 3, 4]);
  cluster.pass(30_000);
  const { fencing } = cluster;
  cluster.fencing = (order) => (order.action === 'on' ? null : fencing(order));
  cluster.ask(2, { kind: 'fence', node: 'node4', operation: 'reboot', client: 'anna' });
  cluster.lose(4, 'node-down');
  expect(cluster.power.get('node4')).toBe('off');
  cluster.fencing = fencing;
  cluster.lose(2, 'left');
  const offs = (): number =>
    [1, 3]
      .flatMap((id) => cluster.node(id).fenceOrders)
      .filter(({ action, target }) => action === 'off' && target === 'node4').length;
  cluster.pass(10 * 60_000);
  expect({ power: cluster.power.get('node4'), offs: offs() }).toEqual({ power: 'on', offs: 1 });
});
