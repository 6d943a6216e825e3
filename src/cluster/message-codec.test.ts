import { expect, test } from 'vitest';
import { decodeMessage } from './message-codec.ts';

const decode = (value: unknown) => decodeMessage(2, new TextEncoder().encode(JSON.stringify(value)));
const stamp = { applied: 1, digest: '', view: 1 };
const origin = { nodeId: 2, requestId: 'a:1' };
const change = { kind: 'change', changes: [], condition: null, origin: null, step: null, isFirm: true };

test.each([
  change,
  { kind: 'attribute', nodes: [], name: 'a', value: '1', dampeningMs: null, origin },
  { kind: 'exclude', missing: [1] },
])('a whole message is taken as it came: %j', (body) => {
  expect(decode({ stamp, body })).toEqual({ ok: true, value: { stamp, body }, problems: [] });
});

test.each([
  [null, 'no message'],
  [{ stamp: 'x', body: change }, 'no message'],
  [{ stamp, body: { kind: 'toString' } }, 'not known'],
  [{ stamp, body: { ...change, condition: {} } }, 'condition.configurationOf of change'],
  [{ stamp, body: { ...change, changes: [{ kind: 'replace-configuration', xml: 5 }] } }, 'changes.0.xml'],
  [{ stamp, body: { kind: 'proposal', changes: [{}], condition: null, origin } }, 'changes.0'],
  [
    { stamp, body: { kind: 'attribute', nodes: [], name: '__proto__', value: '1', dampeningMs: 1, origin } },
    'name of',
  ],
  [
    { stamp, body: { kind: 'attribute', nodes: [], name: 'a', value: '\u001b', dampeningMs: 1, origin } },
    'value of',
  ],
  [{ stamp, body: { kind: 'fence-order', order: { executor: 1 } } }, 'order.fenceId'],
  [
    {
      stamp,
      body: { kind: 'snapshot', target: null, cib: '<cib/>', replicated: {}, digest: '', buffered: [] },
    },
    'replicated',
  ],
])('a malformed message is left out, and what is wrong is told: %j', (value, told) => {
  const read = decode(value);
  expect(read.ok).toBe(false);
  expect(read.problems[0]).toMatchObject({ code: 'HWS-CLU-004' });
  expect(read.problems[0]?.message).toContain(told);
});
