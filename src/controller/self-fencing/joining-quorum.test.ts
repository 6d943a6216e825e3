import { expect, it } from 'vitest';
import { dummy, fenceDevice, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/** The word on quorum comes after the group has synchronized: that of before is not about the part a node has joined. */
it.each(['a booting node', 'a node cut off for a moment'])(
  'does not reset %s under no-quorum-policy=suicide before the word on quorum of its new part has come',
  (who) => {
    const cib = testCib({
      resources: fenceDevice('F', 'node1 node2 node3') + dummy('A'),
      properties: { 'stonith-enabled': 'true', 'no-quorum-policy': 'suicide' },
    });
    const cluster = new TestCluster(3, cib);
    cluster.form([1, 2], [3]);
    cluster.pass(30_000);
    const event = cluster.event.bind(cluster);
    const late: (() => void)[] = [];
    cluster.event = (id, given) => {
      if (id === 3 && given.kind === 'quorum') late.push(() => event(id, { ...given, at: cluster.now }));
      else event(id, given);
    };
    if (who.startsWith('a boot')) {
      cluster.lose(3, 'node-down');
      cluster.join(3);
    } else cluster.form([1, 2, 3]);
    expect(cluster.node(3).state.phase).toBe('ready');
    cluster.pass(200);
    for (const tell of late) tell();
    cluster.pass(1000);
    expect(cluster.node(3).selfFenced).toBeNull();
  },
);
