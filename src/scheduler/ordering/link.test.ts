import { describe, expect, it } from 'vitest';
import { Order } from '../model/order.ts';
import { addLink } from './link.ts';
import { addAction, bareCluster } from './orderings.fixture.ts';

describe('linking two actions', () => {
  it('does nothing without flags', () => {
    const cluster = bareCluster();
    const a = addAction(cluster, null, 'a', null);
    const b = addAction(cluster, null, 'b', null);
    expect(addLink(a, b, 0, null)).toBe(false);
    expect(a.after).toHaveLength(0);
  });

  it('does nothing when the pair is already linked with one of the flags', () => {
    const cluster = bareCluster();
    const a = addAction(cluster, null, 'a', null);
    const b = addAction(cluster, null, 'b', null);
    expect(addLink(a, b, Order.Order | Order.ImpliesThen, null)).toBe(true);
    expect(addLink(a, b, Order.ImpliesThen | Order.RunnableFirst, null)).toBe(false);
    expect(addLink(a, b, Order.RunnableFirst, null)).toBe(true);
    expect(b.before).toHaveLength(2);
  });

  it('remembers the flags of a link that was emptied later', () => {
    const cluster = bareCluster();
    const a = addAction(cluster, null, 'a', null);
    const b = addAction(cluster, null, 'b', null);
    addLink(a, b, Order.Order, null);
    const link = b.before[0];
    if (link !== undefined) link.flags = 0;
    expect(addLink(a, b, Order.Order, null)).toBe(false);
  });

  it('finds duplicates also among thousands of links on both sides', () => {
    const cluster = bareCluster();
    const firsts = Array.from({ length: 200 }, (_, i) => addAction(cluster, null, `first${i}`, null));
    const thens = Array.from({ length: 200 }, (_, i) => addAction(cluster, null, `then${i}`, null));
    for (const first of firsts)
      for (const then of thens) expect(addLink(first, then, Order.Order, null)).toBe(true);
    for (const first of firsts) {
      for (const then of thens) {
        expect(addLink(first, then, Order.Order, null)).toBe(false);
      }
    }
    expect(
      addLink(firsts[199] as (typeof firsts)[number], thens[0] as (typeof thens)[number], Order.Any, null),
    ).toBe(true);
  });
});
