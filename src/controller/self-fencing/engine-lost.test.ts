import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import { mayFeedWatchdog } from './proof.ts';

/**
 * The daemon of the node that runs A dies and comes back; while the node is being probed its Corosync dies. With the group
 * the node forgets its own probes in flight, and what they find: it believes that nothing runs on it, and feeds its
 * watchdog for ever. The others rely on it and start A: the operator has A twice.
 */
it('does not feed the watchdog for ever when Corosync has died while the node was probed', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: { 'stonith-enabled': 'true', 'stonith-watchdog-timeout': '10s' },
  });
  const cluster = new TestCluster(3, cib);
  const begin = (id: number, life: string) =>
    cluster.create(id, cluster.node(id).disk, {
      self: { nodeId: id, name: `node${id}`, incarnation: `${life}${id}`, hasWatchdog: true },
    });
  for (const id of [1, 2, 3]) begin(id, 'first');
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const id = Number(cluster.runsOn('A')[0]?.slice(4));
  const others = [1, 2, 3].filter((one) => one !== id);
  cluster.lose(id, 'process-down');
  const lost = begin(id, 'second');
  lost.active.add('A');
  // Probes take half a second.
  cluster.latency = () => 500;
  cluster.form([1, 2, 3]);
  expect(lost.operations.map(({ key }) => key)).toContain('A_monitor_0');
  expect(lost.state.selfFencing.pledgedMs).toBeGreaterThan(0);
  const problem = {
    code: 'HWS-COR-001',
    severity: 'error',
    message: '',
    hint: '',
    id: null,
    at: null,
  } as const;
  cluster.event(id, { kind: 'engine-lost', at: cluster.now, problem });
  const event = cluster.event.bind(cluster);
  cluster.event = (nodeId, given) => {
    const isOfCorosync = given.kind === 'membership' || given.kind === 'quorum' || given.kind === 'delivered';
    if (nodeId !== id || !isOfCorosync) event(nodeId, given);
  };
  cluster.form(others, [id]);
  cluster.pass(10 * 60_000);
  const isFed = lost.selfFenced === null && mayFeedWatchdog(lost.state, cluster.now);
  const copies = [...cluster.nodes.values()].filter(
    (node) => node.active.has('A') && (node !== lost || isFed),
  );
  expect(copies.map(({ name }) => name)).toHaveLength(1);
});
