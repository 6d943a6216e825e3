import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster, type TestNode } from '../cluster.fixture.ts';
import { mayFeedWatchdog, owesItsEnd } from './proof.ts';

/**
 * The daemon of the node that runs A dies and comes back while a slow start on another node holds up every decision.
 * The node is let in: its history is forgotten (its services are to be found by probes), and it pledges at once. Until
 * it is probed it believes that nothing runs on it. Lost in that time, it goes on feeding its watchdog (or disarms it
 * when the daemon is ended), while the others count it as off and start A: the operator has A twice.
 */
function reborn(): { cluster: TestCluster; lost: TestNode; others: number[] } {
  const cib = testCib({
    resources: dummy('A') + dummy('B'),
    properties: { 'stonith-enabled': 'true', 'stonith-watchdog-timeout': '10s' },
  });
  const cluster = new TestCluster(3, cib);
  const begin = (id: number): TestNode =>
    cluster.create(id, cluster.node(id).disk, {
      self: { nodeId: id, name: `node${id}`, incarnation: `own${id}-${cluster.now}`, hasWatchdog: true },
    });
  for (const id of [1, 2, 3]) begin(id);
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const id = Number(cluster.runsOn('A')[0]?.slice(4));
  const others = [1, 2, 3].filter((one) => one !== id);
  // B fails where it runs, and takes its time to start again: nothing else is decided meanwhile.
  const home = cluster.node(Number(cluster.runsOn('B')[0]?.slice(4)));
  expect(home.nodeId).not.toBe(id);
  cluster.agent = (order) => (order.resource.id === 'B' && order.task === 'start' ? 'silent' : {});
  cluster.report(home.nodeId, 'B_monitor_10000', { rc: 7 });
  cluster.lose(id, 'process-down');
  const lost = begin(id);
  lost.active.add('A');
  cluster.form([1, 2, 3]);
  expect(cluster.node(others[0] as number).state.replicated.pledges[id]).toBeGreaterThan(0);
  return { cluster, lost, others };
}

it('does not disarm the watchdog of a pledged node on which nobody has looked yet for what runs', () => {
  const { lost } = reborn();
  expect(lost.active.has('A')).toBe(true);
  expect(owesItsEnd(lost.state)).toBe(true);
});

it('does not have a service twice because a node that was not probed yet feeds its watchdog', () => {
  const { cluster, lost, others } = reborn();
  // A link that carries one way: the others lose it, and it hears of nothing any more, its timers apart.
  cluster.mute.add(lost.nodeId);
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) => {
    if (id !== lost.nodeId || given.kind === 'timer') event(id, given);
  };
  cluster.agent = () => ({});
  cluster.form(others, [lost.nodeId]);
  cluster.pass(30 * 60_000);
  const isFed = lost.selfFenced === null && mayFeedWatchdog(lost.state, cluster.now);
  const copies = [...cluster.nodes.values()].filter(
    (node) => node.active.has('A') && (node !== lost || isFed),
  );
  expect(copies.map(({ name }) => name)).toHaveLength(1);
});
