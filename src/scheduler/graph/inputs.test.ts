import { describe, expect, it } from 'vitest';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Order, type OrderLink } from '../model/order.ts';
import { addLink } from '../ordering/link.ts';
import { addAction, addNode, addPrimitive, bareCluster } from '../ordering/orderings.fixture.ts';
import { belongsInGraph, isInput, mergeInputs } from './inputs.ts';

const { Optional, Runnable, Pseudo, PrintAlways, MigrateRunnable } = ActionFlag;

interface Pair {
  readonly cluster: Cluster;
  readonly one: ClusterNode;
  readonly two: ClusterNode;
  readonly first: Action;
  readonly then: Action;
  readonly link: OrderLink;
}

/** A stop of A on node one before a start of B on node one. */
function pair(flags: number, firstFlags: number, firstTask = 'stop', thenTask = 'start'): Pair {
  const cluster = bareCluster();
  const one = addNode(cluster, 'one');
  const two = addNode(cluster, 'two');
  const first = addAction(cluster, addPrimitive(cluster, 'A'), firstTask, one, firstFlags);
  const then = addAction(cluster, addPrimitive(cluster, 'B'), thenTask, one, Runnable);
  addLink(first, then, flags, null);
  return { cluster, one, two, first, then, link: then.before[0] as OrderLink };
}

describe('inputs of an action in the graph', () => {
  it('are actions that happen', () => {
    const { then, link } = pair(Order.Order, Runnable);
    expect(isInput(then, link)).toBe(true);
  });

  it('are not actions that will not happen', () => {
    const { then, link } = pair(Order.Order, Runnable | Optional);
    expect(isInput(then, link)).toBe(false);
  });

  it('are optional actions that are shown anyway', () => {
    const { then, link } = pair(Order.Order, Runnable | Optional | PrintAlways);
    expect(isInput(then, link)).toBe(true);
  });

  it('are unrunnable actions only where the order is more than sequence', () => {
    const weak = pair(Order.Order | Order.PrintFirst | Order.PrintThen, 0);
    expect(isInput(weak.then, weak.link)).toBe(false);
    const strong = pair(Order.Order | Order.RunnableFirst, 0);
    expect(isInput(strong.then, strong.link)).toBe(true);
    const any = pair(Order.Any | Order.RunnableFirst, 0);
    expect(isInput(any.then, any.link)).toBe(false);
    const migration = pair(Order.Order | Order.ImpliesFirstMigratable, 0);
    expect(isInput(migration.then, migration.link)).toBe(false);
  });

  it('are not stops of what migrates, when the order is mere sequence', () => {
    const plain = pair(Order.Order, Runnable | MigrateRunnable);
    expect(isInput(plain.then, plain.link)).toBe(false);
    const more = pair(Order.Order | Order.RunnableFirst, Runnable | MigrateRunnable);
    expect(isInput(more.then, more.link)).toBe(true);
    const notWhile = pair(
      Order.Order | Order.RunnableFirst | Order.NonMigratingFirst,
      Runnable | MigrateRunnable,
    );
    expect(isInput(notWhile.then, notWhile.link)).toBe(false);
  });

  it('are releases of load on the same node only, if load is all the order is about', () => {
    const near = pair(Order.Load, Runnable);
    expect(isInput(near.then, near.link)).toBe(true);
    const far = pair(Order.Load, Runnable);
    far.first.node = far.two;
    expect(isInput(far.then, far.link)).toBe(false);
    expect(far.link.flags).toBe(0);
    const more = pair(Order.Load | Order.Order, Runnable);
    more.first.node = more.two;
    expect(isInput(more.then, more.link)).toBe(true);
  });

  it('are releases of load where a migration ends', () => {
    const migration = pair(Order.Load, Runnable, 'stop', 'migrate_to');
    expect(isInput(migration.then, migration.link)).toBe(false);
    const assigned = pair(Order.Load, Runnable, 'stop', 'migrate_to');
    if (assigned.then.resource !== null) assigned.then.resource.assigned = assigned.one;
    expect(isInput(assigned.then, assigned.link)).toBe(true);
  });

  it('are what must not be together on the same node only', () => {
    const near = pair(Order.AntiColocation, Runnable);
    expect(isInput(near.then, near.link)).toBe(true);
    const far = pair(Order.AntiColocation, Runnable);
    far.first.node = far.two;
    expect(isInput(far.then, far.link)).toBe(false);
  });

  it('stay inputs once they are', () => {
    const { then, link } = pair(Order.Order, Runnable);
    link.isInput = true;
    link.flags = 0;
    expect(isInput(then, link)).toBe(true);
  });

  it('are sorted by id and merged', () => {
    const { cluster, first, then } = pair(Order.Load, Runnable);
    const second = addAction(cluster, null, 'x', null);
    addLink(second, then, Order.Order, null);
    addLink(first, then, Order.Order, null);
    then.before.reverse();
    mergeInputs(then);
    expect(then.before.map((link) => [link.first.id, link.flags])).toEqual([
      [first.id, Order.Load | Order.Order],
      [second.id, Order.Order],
    ]);
  });
});

describe('an action belongs into the graph', () => {
  it('when it can and must happen on a node that is up', () => {
    const { first, one } = pair(Order.Order, Runnable);
    expect(belongsInGraph(first)).toBe(true);
    one.isUnclean = true;
    expect(belongsInGraph(first)).toBe(false);
    first.flags |= Pseudo;
    expect(belongsInGraph(first)).toBe(true);
  });

  it('not when its resource is not ours to manage, unless it only looks', () => {
    const { cluster, first, one } = pair(Order.Order, Runnable);
    if (first.resource === null) throw new Error('A expected');
    first.resource.isManaged = false;
    expect(belongsInGraph(first)).toBe(false);
    expect(belongsInGraph(addAction(cluster, first.resource, 'monitor', one, Runnable))).toBe(true);
    const cancel = addAction(cluster, first.resource, 'cancel', one, Runnable, 10_000);
    expect(belongsInGraph(cancel)).toBe(false);
    cancel.setMeta('interval', '10000');
    expect(belongsInGraph(cancel)).toBe(true);
  });
});
