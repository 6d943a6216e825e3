import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator stops the whole cluster. Two nodes have nothing to stop and leave in good order, hosts included; the third
 * takes a minute to stop its database. Nobody is left who could rely on its watchdog, yet it resets itself in the middle
 * of the stop: the operator has a database that was cut off.
 */
it('does not reset the last node of a cluster that is being stopped while its service stops', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '10s',
      'default-action-timeout': '120s',
    },
  }).replace('</operations>', '<op id="A-stop" name="stop" interval="0" timeout="120s"/></operations>');
  const cluster = new TestCluster(3, cib);
  for (const id of [1, 2, 3])
    cluster.create(id, cib, { self: { ...cluster.node(id).state.options.self, hasWatchdog: true } });
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const owner = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== owner.nodeId);
  cluster.latency = () => 60_000;
  for (const id of others) cluster.ask(id, { kind: 'shutdown-node', node: `node${id}` });
  cluster.ask(owner.nodeId, { kind: 'shutdown-node', node: owner.name });
  cluster.pass(1000);
  for (const id of others) {
    expect(cluster.node(id).left).not.toBeNull();
    cluster.lose(id, 'left');
  }
  // Their hosts go down, too.
  cluster.event(owner.nodeId, { kind: 'quorum', at: cluster.now, isQuorate: false, members: [owner.nodeId] });
  cluster.run();
  cluster.pass(50_000);
  expect(owner.active.has('A')).toBe(true);
  expect(owner.selfFenced).toBeNull();
});
