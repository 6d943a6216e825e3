import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator sets stonith-watchdog-timeout to 0; the ring breaks before the taking back of a pledge has reached the
 * others, and only its sender hears it. The others keep the pledge on record, rely on nobody for the moment, and believe
 * it again as soon as the operator there sets the time back: the frozen node is bound to nothing and keeps A, which is
 * started elsewhere.
 */
it('relies on no pledge that its giver has taken back while the ring broke', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '10s',
      'no-quorum-policy': 'freeze',
    },
  });
  const cluster = new TestCluster(3, cib);
  for (const id of [1, 2, 3])
    cluster.create(id, cib, { self: { ...cluster.node(id).state.options.self, hasWatchdog: true } });
  cluster.form([1, 2, 3]);
  cluster.pass(60_000);
  const lost = cluster.node(Number(cluster.runsOn('A')[0]?.slice(4)));
  const others = [1, 2, 3].filter((id) => id !== lost.nodeId);
  const allow = (nodeId: number, value: string): string =>
    cluster.ask(nodeId, {
      kind: 'change-cib',
      changes: [
        {
          kind: 'modify-element',
          target: { by: 'id', id: 'p-stonith-watchdog-timeout', element: 'nvpair' },
          set: { value },
          unset: [],
        },
      ],
      condition: null,
    });
  cluster.isHeld = true;
  allow(others[0] as number, '0');
  const isChanged = (id: number): boolean =>
    cluster.cib(id).includes('name="stonith-watchdog-timeout" value="0"');
  while (![1, 2, 3].every(isChanged)) expect(cluster.deliver(1)).toBe(1);
  // Sent, and on its way.
  expect(lost.state.waits.has('pledge')).toBe(true);
  cluster.isHeld = false;
  cluster.form(others, [lost.nodeId]);
  cluster.pass(60_000);
  allow(others[0] as number, '10s');
  cluster.pass(10 * 60_000);
  const copies = [...cluster.nodes.values()].filter(
    ({ active, selfFenced }) => active.has('A') && selfFenced === null,
  );
  // It may have stopped itself for a pledge that others might still believe; the others may not take that for granted.
  expect(copies.filter(({ nodeId }) => nodeId !== lost.nodeId)).toEqual([]);
});
