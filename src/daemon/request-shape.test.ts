import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequest } from './request-shape.ts';

test('a request with all it has to carry is taken as it is', () => {
  const request = { kind: 'fence', node: 'node2', operation: 'off', client: 'somebody' };
  expect(readRequest(request)).toBe(request);
});

const change = (one: unknown): unknown => ({ kind: 'change-cib', changes: [one], condition: null });

test.each<readonly [given: unknown, wrong: string]>([
  [{ kind: 'fence', operation: 'off', client: 'x' }, 'node of the request fence'],
  [{ kind: 'fence', node: 'node2', operation: 'explode', client: 'x' }, 'operation of the request fence'],
  [{ kind: 'fence', node: 'node2', operation: ['off'], client: 'x' }, 'operation of the request fence'],
  [change(7), 'changes[0].kind of the request change-cib'],
  [change({}), 'changes[0].kind of the request change-cib'],
  [change({ kind: 'toString' }), 'changes[0].kind of the request change-cib'],
  [change({ kind: 'replace-configuration', xml: 5 }), 'changes[0].xml of the request change-cib'],
  [change({ kind: 'create-element', xml: '<nvpair/>' }), 'changes[0].parent.by of the request change-cib'],
  [change({ kind: 'modify-element', set: {}, unset: [] }), 'changes[0].target.by of the request change-cib'],
  [
    change({
      kind: 'modify-element',
      target: { by: 'id', id: 'a', element: null },
      set: { 'a b': '1' },
      unset: [],
    }),
    'changes[0].set.a b of the request change-cib',
  ],
  [change({ kind: 'node-state', id: '1', name: 'node1' }), 'changes[0].values of the request change-cib'],
  [change({ kind: 'cib-attributes' }), 'changes[0].values of the request change-cib'],
  [change({ kind: 'ticket', ticket: 't' }), 'changes[0].values of the request change-cib'],
  [{ kind: 'change-cib', changes: [], condition: {} }, 'condition.configurationOf of the request change-cib'],
  [
    {
      kind: 'set-attribute',
      nodes: ['node1'],
      name: 'a',
      value: '1',
      lifetime: ['permanent'],
      dampeningMs: null,
    },
    'lifetime of the request set-attribute',
  ],
  [
    {
      kind: 'set-attribute',
      nodes: ['node1'],
      name: '__proto__',
      value: '1',
      lifetime: 'transient',
      dampeningMs: 1,
    },
    'name of the request set-attribute',
  ],
  ...['a\u0000b', 'a\u001bb', 'a\ud800b', 'a\uffffb'].map(
    (value) =>
      [
        {
          kind: 'set-attribute',
          nodes: ['node1'],
          name: 'a',
          value,
          lifetime: 'permanent',
          dampeningMs: null,
        },
        'value of the request set-attribute',
      ] as const,
  ),
])('what is missing or of the wrong kind is named: %j', (given, wrong) => {
  expect(readRequest(given)).toBe(wrong);
});

test('what is no request is said to be none', () => {
  for (const value of [null, 7, 'status', [], {}, { kind: 'toString' }, { kind: '__proto__' }, { kind: 3 }]) {
    expect(readRequest(value)).toBeTypeOf('string');
  }
});

test('anything at all is answered', () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom('change-cib', 'set-attribute', 'fence'), (value, kind) => {
      for (const given of [value, { kind, changes: value, condition: value }, change(value)]) {
        expect(['object', 'string']).toContain(typeof readRequest(given));
      }
    }),
  );
});
