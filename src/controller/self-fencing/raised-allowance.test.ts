import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * An operator raises stonith-watchdog-timeout. The ring breaks before the change has reached three of five nodes: only the
 * DC and the owner of A hear of it, and of the longer pledges that follow. The three go by the shorter time.
 */
it('holds itself to the shorter time until the others have heard of the longer one', () => {
  const cib = testCib({
    resources: dummy('A'),
    properties: {
      'stonith-enabled': 'true',
      'stonith-watchdog-timeout': '30s',
      'no-quorum-policy': 'freeze',
    },
    constraints: '<rsc_location id="l" rsc="A" node="node2" score="1000"/>',
  });
  const cluster = new TestCluster(5, cib);
  const all = [1, 2, 3, 4, 5];
  for (const id of all)
    cluster.create(id, cib, { self: { ...cluster.node(id).state.options.self, hasWatchdog: true } });
  cluster.form(all);
  cluster.pass(60_000);
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
    changes: [
      {
        kind: 'modify-element',
        target: { by: 'id', id: 'p-stonith-watchdog-timeout', element: 'nvpair' },
        set: { value: '10min' },
        unset: [],
      },
    ],
    condition: null,
  });
  isBreaking = false;
  cluster.form([1, 2], [3, 4, 5]);
  const copies = (): string[] =>
    [...cluster.nodes.values()]
      .filter(({ active, selfFenced }) => active.has('A') && selfFenced === null)
      .map(({ name }) => name);
  for (let seconds = 1; seconds <= 120; seconds++) {
    cluster.pass(1000);
    expect({ seconds, copies: copies().slice(1) }).toEqual({ seconds, copies: [] });
  }
});
