import { expect, it } from 'vitest';
import { dummy } from '../cib.fixture.ts';
import { withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * One slow node holds Corosync's token for a good second in every turn (less than its time-out: the ring holds, nobody is
 * lost, messages arrive). No probe of anybody counts, and every node with a service resets itself: the whole cluster dies
 * of one slow member.
 */
it('does not reset all nodes because messages take a little more than a second', () => {
  const cluster = withWatchdogs(3, { resources: dummy('A') + dummy('B') + dummy('C') });
  // Every message takes 1.2 s.
  const event = cluster.event.bind(cluster);
  const underWay: { readonly at: number; readonly deliver: () => void }[] = [];
  cluster.event = (id, given) => {
    if (given.kind !== 'delivered') event(id, given);
    else underWay.push({ at: cluster.now + 1200, deliver: () => event(id, { ...given, at: cluster.now }) });
  };
  for (let turn = 0; turn < 600; turn++) {
    cluster.pass(100);
    while ((underWay[0]?.at ?? Number.POSITIVE_INFINITY) <= cluster.now) underWay.shift()?.deliver();
    cluster.run();
  }
  const stopped = [...cluster.nodes.values()].filter(({ selfFenced }) => selfFenced !== null);
  expect(stopped.map(({ name }) => name)).toEqual([]);
});
