import { expect, it } from 'vitest';
import { location, setOption } from '../cib.fixture.ts';
import { alive, withWatchdogs } from './watchdog-cluster.fixture.ts';

/**
 * An operator raises stonith-watchdog-timeout. The ring breaks before the change has reached three of five nodes: only the
 * DC and the owner of A hear of it, and of the longer pledges that follow. The three go by the shorter time.
 */
it('holds itself to the shorter time until the others have heard of the longer one', () => {
  const cluster = withWatchdogs(5, {
    properties: { 'stonith-watchdog-timeout': '30s', 'no-quorum-policy': 'freeze' },
    constraints: location('node2', '1000'),
  });
  expect(cluster.runsOn('A')).toEqual(['node2']);
  expect(cluster.node(1).state.replicated.seniority[0]).toBe(1);
  // What is sent from here on reaches nodes 1 and 2 only.
  const event = cluster.event.bind(cluster);
  let isBreaking = true;
  cluster.event = (id, given) => {
    if (isBreaking && id > 2 && given.kind === 'delivered') return;
    event(id, given);
  };
  cluster.ask(1, {
    kind: 'change-cib',
    changes: [setOption('stonith-watchdog-timeout', '10min')],
    condition: null,
  });
  isBreaking = false;
  cluster.form([1, 2], [3, 4, 5]);
  for (let seconds = 1; seconds <= 120; seconds++) {
    cluster.pass(1000);
    expect({ seconds, copies: alive(cluster).slice(1) }).toEqual({ seconds, copies: [] });
  }
});
