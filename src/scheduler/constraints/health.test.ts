import { describe, expect, it } from 'vitest';
import { primitive } from '../placement/scenario.fixture.ts';
import { locationLines, read } from './constraint.fixture.ts';

const attributes = {
  n1: { '#health-disk': 'RED', '#health-fan': '3' },
  n2: { '#health-fan': 'yellow', health: '9' },
};
const health = (options: Readonly<Record<string, string>>) =>
  locationLines(
    read({
      resources: primitive('a') + primitive('b', { 'allow-unhealthy-nodes': 'true' }),
      attributes,
      options,
    }),
  );

describe('node health (B6.7)', () => {
  it('counts for nothing without a strategy', () => {
    expect(health({})).toEqual([]);
  });

  it('drives resources off, except those that allow unhealthy nodes', () => {
    expect(health({ 'node-health-strategy': 'migrate-on-red' })).toEqual(['a: n1=-INFINITY']);
    expect(health({ 'node-health-strategy': 'only-green' })).toEqual(['a: n1=-INFINITY', 'a: n2=-INFINITY']);
  });

  it('adds base and all values, numbers and colours, for progressive', () => {
    const options = {
      'node-health-strategy': 'progressive',
      'node-health-base': '1',
      'node-health-red': '-10',
      'node-health-yellow': '5',
    };
    expect(health(options)).toEqual(['a: n1=-6', 'a: n2=6', 'b: n2=6', 'a: n3=1', 'b: n3=1']);
  });

  it('has no base for custom', () => {
    const options = { 'node-health-strategy': 'custom', 'node-health-base': '1', 'node-health-red': '-10' };
    expect(health(options)).toEqual(['a: n1=-7']);
  });
});
