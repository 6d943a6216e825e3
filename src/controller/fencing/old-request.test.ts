import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator asks for a node to be fenced, the agent hangs, and Corosync is restarted everywhere; the operator is told that
 * it was not confirmed in time. The request stays in what every daemon remembers: when the ring is back an hour later, the
 * healthy node is turned off with all that runs on it, and nobody waits for it.
 */
it('does not fence a node for a request that its client has been told the end of', () => {
  const cib = testCib({
    resources: dummy('A') + fenceDevice('F', 'node1 node2 node3'),
    properties: { 'stonith-enabled': 'true' },
  });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const { fencing } = cluster;
  cluster.fencing = () => null;
  const asked = cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'operator' });
  for (const id of [1, 2, 3]) cluster.loseEngine(id);
  cluster.pass(60 * 60_000);
  expect(cluster.answers.get(asked)).toMatchObject({ kind: 'refused', problems: [{ code: 'HWS-CTL-006' }] });
  cluster.fencing = fencing;
  cluster.form();
  for (const id of [1, 2, 3]) cluster.node(id).isUp = true;
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  expect(cluster.power.get('node3')).toBe('on');
});
