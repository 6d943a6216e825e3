import { describe, expect, test } from 'vitest';
import type { NvpairSet } from '../model/nvpair-set.ts';
import { type CollectOptions, collectPairs } from './collect.ts';
import type { RuleInput } from './evaluate.ts';

const INPUT: RuleInput = {
  now: { epoch: 0, offset: 0 },
  localOffset: () => 0,
  nodeAttributes: null,
  resource: null,
  operation: null,
  recheck: null,
  valueSource: null,
  submatches: null,
};

const set = (id: string, score: number, pairs: Record<string, string>): NvpairSet => ({
  id,
  score,
  rules: [],
  pairs: Object.entries(pairs).map(([name, value]) => ({ name, value })),
});

function collect(sets: readonly NvpairSet[], options?: CollectOptions): Record<string, string> {
  const table = new Map<string, string>();
  collectPairs(sets, table, INPUT, options);
  return Object.fromEntries(table);
}

describe('the order of sets (A3.1)', () => {
  test('the highest score wins, among equals the one written last', () => {
    expect(collect([set('a', 1, { x: 'a' }), set('b', 5, { x: 'b' }), set('c', 1, { x: 'c' })])).toEqual({
      x: 'b',
    });
    expect(collect([set('a', 0, { x: 'a' }), set('b', 0, { x: 'b' })])).toEqual({ x: 'b' });
  });

  test('with overwriting the lowest score wins, among equals the one written first', () => {
    const sets = [set('a', 0, { x: 'a' }), set('b', 0, { x: 'b' }), set('c', 5, { x: 'c' })];
    expect(collect(sets, { overwrite: true })).toEqual({ x: 'a' });
  });

  test('the "always first" set wins over every score', () => {
    const sets = [set('boot', 0, { x: 'boot' }), set('b', 1_000_000, { x: 'b', y: 'b' })];
    expect(collect(sets, { firstId: 'boot' })).toEqual({ x: 'boot', y: 'b' });
  });

  test('a set whose rules fail is skipped', () => {
    const rule = { kind: 'unknown', name: 'zzz' } as const;
    const never = {
      kind: 'rule',
      id: null,
      booleanOp: 'and',
      score: null,
      scoreAttribute: null,
      role: null,
      conditions: [rule],
    } as const;
    expect(collect([{ ...set('a', 1, { x: 'a' }), rules: [never] }, set('b', 0, { x: 'b' })])).toEqual({
      x: 'b',
    });
  });
});

describe('single pairs (A3.2)', () => {
  test('#default removes what was stored and does not shield from later sets', () => {
    expect(collect([set('low', 0, { x: 'low' }), set('high', 9, { x: '#DEFAULT' })])).toEqual({ x: 'low' });
    expect(collect([set('low', 0, { x: '#default' }), set('high', 9, { x: 'high' })])).toEqual({});
  });

  test('within a set the first of a name counts', () => {
    const pairs = [
      { name: 'x', value: '1' },
      { name: 'x', value: '2' },
    ];
    expect(collect([{ ...set('a', 0, {}), pairs }])).toEqual({ x: '1' });
    expect(collect([{ ...set('a', 0, {}), pairs }], { overwrite: true })).toEqual({ x: '2' });
  });

  test('an empty value is a value', () => expect(collect([set('a', 0, { x: '' })])).toEqual({ x: '' }));
});
