import { expect, test } from 'vitest';
import { readRequest } from './request-shape.ts';

test('a request with all it has to carry is taken as it is', () => {
  const request = { kind: 'fence', node: 'node2', operation: 'off', client: 'somebody' };
  expect(readRequest(request)).toBe(request);
});

test('what is missing or of the wrong kind is named', () => {
  expect(readRequest({ kind: 'fence', operation: 'off', client: 'x' })).toBe('node of the request fence');
  expect(readRequest({ kind: 'fence', node: 'node2', operation: 'explode', client: 'x' })).toBe(
    'operation of the request fence',
  );
  expect(readRequest({ kind: 'change-cib', changes: [7], condition: null })).toBe(
    'changes of the request change-cib',
  );
});

test('what is no request is said to be none', () => {
  for (const value of [null, 7, 'status', {}, { kind: 'toString' }, { kind: 3 }]) {
    expect(readRequest(value)).toBeTypeOf('string');
  }
});
