import { expect, it } from 'vitest';
import { setOption } from '../cib.fixture.ts';
import { alive, others, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * An operator sets stonith-watchdog-timeout to 0; the ring breaks before the taking back of a pledge has reached the
 * others, and only its sender hears it. The others keep the pledge on record, rely on nobody for the moment, and believe
 * it again as soon as the operator there sets the time back: the frozen node is bound to nothing and keeps A, which is
 * started elsewhere.
 */
it('relies on no pledge that its giver has taken back while the ring broke', () => {
  const cluster = withWatchdogs(3, { properties: { 'no-quorum-policy': 'freeze' } });
  const lost = cluster.ownerOf('A');
  const rest = others(cluster, lost);
  const allow = (nodeId: number, value: string): string =>
    cluster.ask(nodeId, {
      kind: 'change-cib',
      changes: [setOption('stonith-watchdog-timeout', value)],
      condition: null,
    });
  cluster.isHeld = true;
  allow(rest[0] as number, '0');
  const isChanged = (id: number): boolean =>
    cluster.cib(id).includes('name="stonith-watchdog-timeout" value="0"');
  while (![1, 2, 3].every(isChanged)) expect(cluster.deliver(1)).toBe(1);
  // Sent, and on its way.
  expect(lost.state.waits.has('pledge')).toBe(true);
  cluster.isHeld = false;
  cluster.form(rest, [lost.nodeId]);
  cluster.pass(60_000);
  allow(rest[0] as number, '10s');
  cluster.pass(10 * 60_000);
  // It may have stopped itself for a pledge that others might still believe; the others may not take that for granted.
  expect(alive(cluster).filter((name) => name !== lost.name)).toEqual([]);
});
