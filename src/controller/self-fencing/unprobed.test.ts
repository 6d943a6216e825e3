import { expect, it } from 'vitest';
import { dummy } from '../cib.fixture.ts';
import type { TestCluster, TestNode } from '../cluster.fixture.ts';
import { owesItsEnd } from './proof.ts';
import { aliveIfFed, beginWatched, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * The daemon of the node that runs A dies and comes back while a slow start on another node holds up every decision.
 * The node is let in: its history is forgotten (its services are to be found by probes), and it pledges at once. Until
 * it is probed it believes that nothing runs on it. Lost in that time, it goes on feeding its watchdog (or disarms it
 * when the daemon is ended), while the others count it as off and start A: the operator has A twice.
 */
function reborn(): { cluster: TestCluster; lost: TestNode; rest: number[] } {
  const cluster = withWatchdogs(3, { resources: dummy('A') + dummy('B') });
  const id = cluster.ownerOf('A').nodeId;
  const rest = others(cluster, cluster.node(id));
  // B fails where it runs, and takes its time to start again: nothing else is decided meanwhile.
  const home = cluster.ownerOf('B');
  expect(home.nodeId).not.toBe(id);
  cluster.agent = (order) => (order.resource.id === 'B' && order.task === 'start' ? 'silent' : {});
  cluster.report(home.nodeId, 'B_monitor_10000', { rc: 7 });
  cluster.lose(id, 'process-down');
  const lost = beginWatched(cluster, id);
  lost.active.add('A');
  cluster.form([1, 2, 3]);
  expect(cluster.node(rest[0] as number).state.replicated.pledges[id]).toBeGreaterThan(0);
  return { cluster, lost, rest };
}

it('does not disarm the watchdog of a pledged node on which nobody has looked yet for what runs', () => {
  const { lost } = reborn();
  expect(lost.active.has('A')).toBe(true);
  expect(owesItsEnd(lost.state)).toBe(true);
});

it('does not have a service twice because a node that was not probed yet feeds its watchdog', () => {
  const { cluster, lost, rest } = reborn();
  // A link that carries one way: the others lose it, and it hears of nothing any more, its timers apart.
  cluster.mute.add(lost.nodeId);
  const event = cluster.event.bind(cluster);
  cluster.event = (id, given) => {
    if (id !== lost.nodeId || given.kind === 'timer') event(id, given);
  };
  cluster.agent = () => ({});
  cluster.form(rest, [lost.nodeId]);
  cluster.pass(30 * 60_000);
  expect(aliveIfFed(cluster, lost)).toHaveLength(1);
});
