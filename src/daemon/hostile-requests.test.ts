import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseCib } from '../cib/parse.ts';
import { TestCluster } from '../cluster/test-cluster.fixture.ts';
import type { ClientRequest } from '../controller/model/request.ts';
import { answerRequest, type NodeApiOptions } from './node-api.ts';
import type { DaemonAnswer } from './protocol.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.boot('node1', 'node2', 'node3');
  await cluster.until(() => cluster.isSettled());
});
afterEach(() => {
  for (const name of ['node1', 'node2', 'node3']) cluster.powerOff(name);
});

function ask(request: unknown): Promise<DaemonAnswer> {
  const node = cluster.cluster.daemons().find(({ name }) => name === 'node1');
  return answerRequest({ node } as unknown as NodeApiOptions, request);
}

async function readableCib(): Promise<void> {
  const answer = await ask({ kind: 'read-cib' });
  if (answer.kind !== 'cib') throw new Error(answer.kind);
  expect(parseCib(answer.xml).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
}

/** One of every kind that may be asked again and again; ids are such as are there. */
const VALID: readonly ClientRequest[] = [
  { kind: 'status' },
  { kind: 'recheck' },
  { kind: 'set-attribute', nodes: ['node1'], name: 'a', value: '1', lifetime: 'transient', dampeningMs: 5 },
  { kind: 'set-attribute', nodes: [], name: 'b', value: null, lifetime: 'permanent', dampeningMs: null },
  { kind: 'read-attribute', node: null, name: 'constructor', lifetime: 'transient' },
  { kind: 'clear-history', mode: 'cleanup', resource: null, node: 'node1', operation: null },
  { kind: 'accept-configuration', operator: 'anna' },
  { kind: 'confirm-fenced', node: 'nobody', operator: 'anna' },
  { kind: 'cancel-shutdown', node: 'node2' },
  {
    kind: 'change-cib',
    changes: [
      { kind: 'attribute', node: 'node1', name: 'toString', value: 'x', lifetime: 'permanent' },
      { kind: 'ticket', ticket: 't', values: { granted: 'true', 'last-granted': null } },
      { kind: 'delete-ticket', ticket: 't' },
      {
        kind: 'create-element',
        parent: { by: 'path', path: [{ element: 'configuration', id: null }] },
        xml: '<tags><tag id="t"/></tags>',
        position: { after: 'nothing' },
      },
      { kind: 'modify-element', target: { by: 'id', id: 'x', element: null }, set: { a: 'b' }, unset: ['c'] },
      { kind: 'delete-history', node: null, resource: 'x', failedOnly: true },
      { kind: 'clear-failures', node: null, resource: null, operation: 'monitor_10000' },
    ],
    condition: { configurationOf: { adminEpoch: 0, epoch: 1 } },
  },
];

/** Puts another value in the place of one that lies somewhere within. */
function mutated(value: unknown, at: number, other: unknown): unknown {
  let left = at;
  const visit = (one: unknown): unknown => {
    if (left-- === 0) return other;
    if (Array.isArray(one)) return one.map(visit);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, part]) => [name, visit(part)]));
  };
  return visit(value);
}

test('no request of any kind, changed in any place, takes a member down or leaves a CIB that cannot be read', async () => {
  const other = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      5,
      -1,
      Number.NaN,
      '',
      '\u0000',
      '\u001b[1m',
      '\ud800',
      '__proto__',
    ),
    fc.constantFrom<unknown>('constructor', [], {}, [[]], { by: 'id' }, { kind: 'attribute' }, '<cib/>', '<'),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...VALID), fc.nat(60), other, async (request, at, value) => {
      const answer = await ask(mutated(request, at, value));
      expect(answer.kind).toBeTypeOf('string');
    }),
    { numRuns: 400 },
  );
  await cluster.until(() => cluster.isSettled());
  expect(cluster.selfFenced).toEqual([]);
  await readableCib();
});

test.each([
  ['NUL', 'a\u0000b'],
  ['a control character', 'a\u0001b'],
  ['half a surrogate pair', 'a\ud800b'],
  ['a non-character', 'a\uffffb'],
])('an attribute with %s is refused', async (_what, text) => {
  const given = { kind: 'set-attribute', nodes: ['node1'], lifetime: 'permanent', dampeningMs: null };
  for (const words of [
    { name: 'mark', value: text },
    { name: text, value: 'mark' },
  ])
    expect(await ask({ ...given, ...words })).toMatchObject({ kind: 'refused' });
  await readableCib();
});

test('attributes that are called like what every object has are kept like others', async () => {
  const given = { kind: 'set-attribute', nodes: ['node1'], lifetime: 'transient', dampeningMs: 50 } as const;
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) await ask({ ...given, name, value: 'x' });
  await vi.waitFor(async () => {
    const answer = await ask({ kind: 'read-cib' });
    const text = answer.kind === 'cib' ? answer.xml : '';
    const names = [...text.matchAll(/name="(\w+)" value="x"/g)].map(([, name]) => name);
    expect(names).toEqual(['constructor', 'toString', 'hasOwnProperty']);
  });
});
