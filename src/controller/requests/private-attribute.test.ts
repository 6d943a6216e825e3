import { expect, it } from 'vitest';
import { dummy, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

function formed(count: number): TestCluster {
  const cluster = new TestCluster(count, testCib({ resources: dummy('A') }));
  cluster.form(Array.from({ length: count }, (_, i) => i + 1));
  cluster.pass(30_000);
  return cluster;
}

function set(
  cluster: TestCluster,
  nodes: readonly string[],
  value: string | null,
  lifetime: 'private' | 'transient',
): void {
  const request = {
    kind: 'set-attribute',
    nodes,
    name: 'secret',
    value,
    lifetime,
    dampeningMs: null,
  } as const;
  expect(cluster.answers.get(cluster.ask(1, request))).toMatchObject({ kind: 'done' });
}

function read(cluster: TestCluster, by: number): unknown {
  const request = { kind: 'read-attribute', node: null, name: 'secret', lifetime: 'transient' } as const;
  const answer = cluster.answers.get(cluster.ask(by, request));
  if (answer?.kind !== 'attributes') throw new Error(`answered by ${answer?.kind}`);
  return Object.fromEntries(answer.values.map(({ node, value }) => [node, value]));
}

it('keeps a private attribute out of the CIB, where every member knows it', () => {
  const cluster = formed(2);
  const before = cluster.cib(1);
  set(cluster, ['node1'], 'a', 'private');
  set(cluster, ['node2'], '1', 'private');
  set(cluster, ['node2'], 'value++', 'private');
  for (const by of [1, 2]) expect(read(cluster, by)).toEqual({ node1: 'a', node2: '2' });
  // Said again without the word, it stays what it was made as.
  set(cluster, ['node1'], 'b', 'transient');
  expect(read(cluster, 2)).toEqual({ node1: 'b', node2: '2' });
  set(cluster, ['node1'], null, 'transient');
  expect(read(cluster, 2)).toEqual({ node1: null, node2: '2' });
  expect(cluster.cib(1)).toBe(before);
});

it('leaves an attribute public that is there already', () => {
  const cluster = formed(2);
  set(cluster, ['node1'], 'a', 'transient');
  set(cluster, ['node1'], 'b', 'private');
  expect(cluster.cib(2)).toContain('name="secret" value="b"');
  expect(read(cluster, 2)).toEqual({ node1: 'b', node2: null });
});

it('tells a private attribute to a node that joins, and forgets those of one that has left', () => {
  const cluster = formed(3);
  set(cluster, [], 'a', 'private');
  cluster.power.set('node3', 'off');
  cluster.node(3).active.clear();
  cluster.lose(3, 'node-down');
  cluster.pass(120_000);
  expect(read(cluster, 1)).toEqual({ node1: 'a', node2: 'a', node3: null });
  cluster.power.set('node3', 'on');
  cluster.join(3);
  cluster.pass(120_000);
  expect(read(cluster, 3)).toEqual({ node1: 'a', node2: 'a', node3: null });
});
