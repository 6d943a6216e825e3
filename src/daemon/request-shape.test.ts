import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VALID_REQUESTS } from './request.fixture.ts';
import { readRequest } from './request-shape.ts';

const messageOf = (value: unknown): string => readRequest(value).problems[0]?.message ?? '';

test.each(VALID_REQUESTS)('a request with all it has to carry is taken: %j', (request) => {
  expect(readRequest(request)).toEqual({ ok: true, value: request, problems: [] });
});

test('there is a valid request of every kind, and a change of every kind', () => {
  const kinds = new Set(VALID_REQUESTS.map(({ kind }) => kind));
  expect(kinds.size).toBe(16);
  const changes = VALID_REQUESTS.flatMap((one) => (one.kind === 'change-cib' ? one.changes : []));
  expect(new Set(changes.map(({ kind }) => kind)).size).toBe(14);
});

test('what is missing or of the wrong kind is named', () => {
  expect(messageOf({ kind: 'fence', operation: 'off', client: 'x' })).toContain('node of the request fence');
  expect(messageOf({ kind: 'fence', node: 'node2', operation: 'explode', client: 'x' })).toContain(
    'operation of the request fence',
  );
  expect(messageOf({ kind: 'change-cib', changes: [], condition: { configurationOf: {} } })).toContain(
    'condition.configurationOf.adminEpoch of the request change-cib',
  );
});

const attribute = {
  kind: 'set-attribute',
  nodes: [],
  name: 'a',
  value: '1',
  lifetime: 'transient',
  dampeningMs: null,
};
const change = (...changes: unknown[]): unknown => ({ kind: 'change-cib', changes, condition: null });

test.each([
  null,
  7,
  'status',
  {},
  { kind: 'toString' },
  { kind: 3 },
  { kind: 'fence', node: 'n', operation: ['off'], client: 'x' },
  { ...attribute, lifetime: ['permanent'] },
  { ...attribute, dampeningMs: -1 },
  { ...attribute, name: '__proto__' },
  { ...attribute, name: 'constructor' },
  { ...attribute, nodes: ['__proto__'] },
  { kind: 'clear-history', mode: ['refresh'], resource: null, node: null, operation: null },
  { kind: 'change-cib', changes: [], condition: {} },
  change({}),
  change([]),
  change({ kind: 'replace-configuration', xml: 5 }),
  change({ kind: 'create-element', xml: '<nvpair/>' }),
  change({ kind: 'modify-element', set: {}, unset: [] }),
  change({
    kind: 'modify-element',
    target: { by: 'id', id: 'a', element: null },
    set: { 'a b': '1' },
    unset: [],
  }),
  change({
    kind: 'create-element',
    parent: { by: 'path', path: [{ element: '<', id: null }] },
    xml: '<a/>',
    position: 'last',
  }),
  change({ kind: 'node-state', id: '1', name: 'node1' }),
  change({ kind: 'cib-attributes' }),
  change({ kind: 'ticket', ticket: 't' }),
])('%j is no request', (request) => {
  expect(readRequest(request).ok).toBe(false);
});

test('whatever is put in the place of any part of a request is judged without throwing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...VALID_REQUESTS), fc.nat(), fc.jsonValue(), (request, at, value) => {
      const copy = structuredClone(request) as unknown;
      const places: [Record<string, unknown>, string][] = [];
      const visit = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return;
        for (const [name, child] of Object.entries(node)) {
          places.push([node as Record<string, unknown>, name]);
          visit(child);
        }
      };
      visit(copy);
      const [holder, name] = places[at % places.length] as (typeof places)[number];
      holder[name] = value;
      const read = readRequest(copy);
      // Taking what was taken once changes nothing: nothing unchecked is left in it.
      if (read.ok) expect(readRequest(read.value)).toEqual(read);
      else expect(read.problems[0]?.code).toMatch(/^HWS-DMN-0(?:04|12)$/);
    }),
    { numRuns: 2000 },
  );
});
