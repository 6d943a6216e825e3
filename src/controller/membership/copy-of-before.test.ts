import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

/**
 * A member waits for the copy it has asked for; the DC has sent it, and a third node is lost before it is delivered. The copy
 * is of before the loss: its receiver takes over the lost node as a member, with its pledge, and the count of views of then.
 * It leaves out whatever is ordered in this view, and holds another list of members than all others.
 */
it('takes over no copy that is older than a loss it has seen', () => {
  const cluster = new TestCluster(5, testCib({ resources: dummy('A') }));
  cluster.form([1, 2, 3, 4, 5]);
  cluster.pass(30_000);
  const { state } = cluster.node(2);
  state.replicated.chain = 'spoilt';
  state.chain.set(state.replicated.applied, 'spoilt');
  const touch = {
    kind: 'set-attribute',
    nodes: ['node1'],
    name: 'x',
    lifetime: 'transient',
    dampeningMs: null,
  } as const;
  cluster.isHeld = true;
  cluster.ask(1, { ...touch, value: '1' });
  cluster.ask(1, { ...touch, value: '2' });
  while (!cluster.node(2).state.awaitsCopy) expect(cluster.deliver(1)).toBe(1);
  cluster.lose(5, 'node-down');
  cluster.isHeld = false;
  cluster.run();
  cluster.pass(60_000);
  const seen = (id: number): unknown => {
    const { seniority, view, standing } = cluster.node(id).state.replicated;
    return { seniority, view, standing };
  };
  expect(seen(3)).toEqual(seen(1));
  expect(seen(2)).toEqual(seen(1));
});
