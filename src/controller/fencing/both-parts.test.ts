import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator asks for a node to be fenced, all remember it, and the ring breaks. The primary part does it; the node comes
 * back and serves. The minority remembers the request, too, and carries it out whenever its own agent gets through: the
 * operator has a healthy node of the primary part reset a second time, without quorum.
 */
it('has a request to fence a node carried out by one part of the cluster only', () => {
  const cib = testCib({
    resources: dummy('A') + fenceDevice('F', 'node1 node2 node3 node4 node5'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(5, cib);
  cluster.form([1, 2, 3, 4, 5]);
  cluster.pass(60_000);
  const offs: string[] = [];
  const fencing = cluster.fencing;
  cluster.fencing = (order) => {
    if (order.action === 'off') offs.push(`${order.executor <= 2 ? 'minority' : 'primary'} ${order.target}`);
    return fencing(order);
  };
  cluster.isHeld = true;
  cluster.ask(3, { kind: 'fence', node: 'node5', operation: 'off', client: 'operator' });
  const isKnown = (id: number): boolean => cluster.node(id).state.replicated.fenceRequests.length > 0;
  while (![1, 2, 3, 4, 5].every(isKnown)) expect(cluster.deliver(1)).toBe(1);
  cluster.isHeld = false;
  cluster.form([3, 4, 5], [1, 2]);
  cluster.pass(60_000);
  expect(offs.filter((text) => text === 'primary node5')).toHaveLength(1);
  expect(offs.filter((text) => text === 'minority node5')).toEqual([]);
});
