import { expect, it } from 'vitest';
import { dummy } from '../cib.fixture.ts';
import { others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * An operator stops the whole cluster. Two nodes have nothing to stop and leave in good order, hosts included; the third
 * takes a minute to stop its database. Nobody is left who could rely on its watchdog, yet it resets itself in the middle
 * of the stop: the operator has a database that was cut off.
 */
it('does not reset the last node of a cluster that is being stopped while its service stops', () => {
  const stop = '<op id="A-stop" name="stop" interval="0" timeout="120s"/>';
  const cluster = withWatchdogs(3, {
    resources: dummy('A').replace('</operations>', `${stop}</operations>`),
    properties: { 'default-action-timeout': '120s' },
  });
  const owner = cluster.ownerOf('A');
  const rest = others(cluster, owner);
  cluster.latency = () => 60_000;
  for (const id of rest) cluster.ask(id, { kind: 'shutdown-node', node: `node${id}` });
  cluster.ask(owner.nodeId, { kind: 'shutdown-node', node: owner.name });
  cluster.pass(1000);
  for (const id of rest) {
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
