import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseCib } from '../cib/parse.ts';
import { TestCluster } from '../cluster/test-cluster.fixture.ts';
import { answerRequest, type NodeApiOptions } from './node-api.ts';
import type { DaemonAnswer } from './protocol.ts';

const NODES = ['node1', 'node2', 'node3'];

let cluster: TestCluster;
beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.boot(...NODES);
  await cluster.until(() => cluster.isSettled());
});
afterEach(() => {
  for (const name of NODES) cluster.powerOff(name);
});

const ask = async (request: unknown): Promise<DaemonAnswer> => {
  const node = cluster.cluster.daemons().find(({ name }) => name === 'node1');
  return await answerRequest({ node } as unknown as NodeApiOptions, request);
};

const attribute = (name: string, value: string, lifetime: string) => ({
  kind: 'set-attribute',
  nodes: ['node1'],
  name,
  value,
  lifetime,
  dampeningMs: null,
});

test.each([
  ['NUL', 'a\u0000b'],
  ['an escape code', '\u001b[32mUP\u001b[0m'],
  ['half a surrogate pair', 'a\ud800b'],
  ['a non-character', 'a\uffffb'],
])('an attribute with %s in its value or name is refused', async (_what, text) => {
  const before = await ask({ kind: 'read-cib' });
  for (const lifetime of ['permanent', 'transient']) {
    for (const request of [attribute('mark', text, lifetime), attribute(text, 'mark', lifetime)])
      expect(await ask(request)).toMatchObject({ kind: 'refused', problems: [{ code: 'HWS-DMN-012' }] });
  }
  expect(await ask({ kind: 'read-cib' })).toEqual(before);
});

test('line breaks and characters of all planes are kept, and read again after all nodes restarted', async () => {
  const value = 'a\n\t\r"<&>\u{1f6a2}';
  expect(await ask(attribute('mark', value, 'permanent'))).toMatchObject({ kind: 'done' });
  for (const name of NODES) cluster.powerOff(name);
  await cluster.boot(...NODES);
  await cluster.until(() => cluster.isSettled());
  const answer = await ask({ kind: 'read-cib' });
  expect(answer.kind === 'cib' && parseCib(answer.xml).ok).toBe(true);
  expect(await ask({ kind: 'read-attribute', node: 'node1', name: 'mark', lifetime: 'permanent' })).toEqual({
    kind: 'attributes',
    values: [{ node: 'node1', value }],
  });
});
