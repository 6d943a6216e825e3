import { expect, it } from 'vitest';
import { create, dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';
import type { ClientRequest } from '../model/request.ts';

it('keeps a durable change although the DC dies before it has sent a copy to its successor', () => {
  const cluster = new TestCluster(5, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3, 4, 5]);
  cluster.pass(30_000);
  // node2 holds another CIB than the others, which is what copies are for.
  const { state } = cluster.node(2);
  state.replicated.chain = 'spoilt';
  state.chain.set(state.replicated.applied, 'spoilt');
  cluster.isHeld = true;
  const ask = (nodeId: number, request: ClientRequest): string => cluster.ask(nodeId, request);
  const touch = {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    lifetime: 'transient',
    dampeningMs: null,
  } as const;
  ask(1, { ...touch, value: '1' });
  ask(1, { ...touch, value: '2' });
  while (!state.waits.has('copy')) expect(cluster.deliver(1)).toBe(1);
  // Behind the request for a copy, the DC's last message: a change of the configuration. Then it hangs.
  const durable = ask(1, { kind: 'change-cib', changes: [create('kept')], condition: null });
  const firm = ask(3, { kind: 'change-cib', changes: [create('kept-too')], condition: null });
  while (!state.awaitsCopy) {
    if (cluster.node(1).state.proposals.length === 0) cluster.mute.add(1);
    expect(cluster.deliver(1)).toBe(1);
  }
  cluster.mute.add(1);
  cluster.isHeld = false;
  cluster.run();
  expect(state.awaitsCopy).toBe(true);
  for (const id of [1, 3, 4, 5]) expect(cluster.cib(id)).toContain('id="kept"');
  for (const id of [3, 4, 5]) expect(cluster.node(id).disk).toContain('id="kept"');
  expect(cluster.answers.get(durable)).toMatchObject({ kind: 'done', isDurable: true });
  expect(cluster.answers.get(firm)).toBeUndefined();
  cluster.lose(1, 'node-down');
  cluster.pass(120_000);
  const has = [2, 3, 4, 5].map((id) => cluster.cib(id).includes('id="kept"'));
  expect(has).toEqual([true, true, true, true]);
});

it('puts who needs a copy behind the others, for all alike', () => {
  const cluster = new TestCluster(3, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3]);
  const { state } = cluster.node(2);
  state.replicated.chain = 'spoilt';
  state.chain.set(state.replicated.applied, 'spoilt');
  cluster.ask(1, { kind: 'recheck' });
  cluster.ask(1, { kind: 'recheck' });
  for (const id of [1, 2, 3]) {
    expect(cluster.node(id).state.replicated.seniority).toEqual([1, 3, 2]);
    expect(cluster.node(id).state.replicated.chain).toBe(cluster.node(1).state.replicated.chain);
  }
});
