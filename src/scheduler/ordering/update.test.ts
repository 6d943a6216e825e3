import { describe, expect, it } from 'vitest';
import { INFINITY_SCORE } from '../../result/score.ts';
import { type Action, ActionFlag } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { Order } from '../model/order.ts';
import { Role } from '../model/role.ts';
import { applyOrderings } from './apply.ts';
import { addLink } from './link.ts';
import { addAction, addNode, addOrdering, addPrimitive, bareCluster } from './orderings.fixture.ts';
import { updateAction } from './update.ts';
import { perform } from './work.ts';

const { Optional, Runnable, Pseudo, MigrateRunnable, PrintAlways, RequiresAny } = ActionFlag;

/** Two resources with a start each, linked by some flags; answers with the two starts after the update. */
function linked(
  flags: number,
  firstFlags: number,
  thenFlags: number,
  prepare?: (first: Action, then: Action, cluster: Cluster) => void,
): { readonly first: Action; readonly then: Action } {
  const cluster = bareCluster();
  const node = addNode(cluster, 'one');
  const first = addAction(cluster, addPrimitive(cluster, 'A'), 'start', node, firstFlags);
  const then = addAction(cluster, addPrimitive(cluster, 'B'), 'start', node, thenFlags);
  addLink(first, then, flags, 'A-then-B');
  prepare?.(first, then, cluster);
  perform(updateAction(cluster, then));
  return { first, then };
}

describe('the flags of an ordering', () => {
  it('plain: change nothing', () => {
    const { first, then } = linked(Order.Order, 0, Optional | Runnable);
    expect(first.flags).toBe(0);
    expect(then.flags).toBe(Optional | Runnable);
  });

  it('ImpliesThen: a required first makes then required, with reason', () => {
    const { then } = linked(Order.ImpliesThen, Runnable, Optional | Runnable);
    expect(then.isOptional).toBe(false);
    expect(then.reason).toBe('required A start');
    expect(then.trail).toEqual([{ kind: 'required-by-order', by: 1, constraint: 'A-then-B' }]);
  });

  it('ImpliesThen: not when first is part of a migration', () => {
    const { then } = linked(Order.ImpliesThen, Runnable | MigrateRunnable, Optional | Runnable);
    expect(then.isOptional).toBe(true);
  });

  it('RunnableFirst: an unrunnable first makes then unrunnable and ends its migration', () => {
    const { then } = linked(Order.RunnableFirst, Optional, Optional | Runnable | MigrateRunnable);
    expect(then.flags).toBe(Optional);
    expect(then.reason).toBe('unrunnable A start');
  });

  it('ImpliesFirst: a required then does not make a primitive first required by itself', () => {
    const { first } = linked(Order.ImpliesFirst, Optional | Runnable, Runnable);
    expect(first.isOptional).toBe(true);
  });

  it('ImpliesFirst: a then that cannot migrate keeps first from migrating', () => {
    const { first } = linked(Order.ImpliesFirst, Optional | Runnable | MigrateRunnable, Runnable);
    expect(first.has(MigrateRunnable)).toBe(false);
    expect(first.reason).toBe('unrunnable B start');
  });

  it('PromotedImpliesFirst: only while then is promoted', () => {
    const calm = linked(Order.PromotedImpliesFirst, Optional | Runnable, Runnable);
    expect(calm.first.isOptional).toBe(true);
    const promoted = linked(Order.PromotedImpliesFirst, Optional | Runnable, Runnable, (_, then) => {
      if (then.resource !== null) then.resource.role = Role.Promoted;
    });
    expect(promoted.first.isOptional).toBe(false);
  });

  it('ImpliesFirstMigratable: first needs then runnable and migratable', () => {
    const { first } = linked(Order.ImpliesFirstMigratable, Optional | Runnable, Runnable);
    expect(first.isRunnable).toBe(false);
    expect(first.isOptional).toBe(false);
    const able = linked(Order.ImpliesFirstMigratable, Optional | Runnable, Runnable | MigrateRunnable);
    expect(able.first.flags).toBe(Runnable);
  });

  it('PseudoFirst: then is real again when first cannot run', () => {
    const { then } = linked(Order.PseudoFirst, Optional, Optional | Runnable | Pseudo | MigrateRunnable);
    expect(then.flags).toBe(Optional | Runnable);
    expect(then.reason).toBe('unrunnable A start');
  });

  it('Restart: a required then makes first required', () => {
    const { first } = linked(Order.Restart, Optional | Runnable, Runnable);
    expect(first.isOptional).toBe(false);
    expect(first.reason).toBe('required B start');
  });

  it('Restart: an unrunnable then of another resource does not stop first', () => {
    const { first } = linked(Order.Restart, Optional | Runnable, Optional);
    expect(first.isOptional).toBe(true);
  });

  it('Asymmetric: then cannot run when first cannot', () => {
    const { then } = linked(Order.Asymmetric, Optional, Optional | Runnable);
    expect(then.flags).toBe(0);
    const active = linked(Order.Asymmetric, Optional, Optional | Runnable, (_, action) => {
      if (action.resource === null || action.node === null) return;
      action.resource.role = Role.Started;
      action.resource.runningOn.push(action.node);
    });
    expect(active.then.flags).toBe(Optional | Runnable);
  });

  it('Probe: holds unless first is active and cannot run', () => {
    const inactive = linked(Order.Probe, Optional, Optional | Runnable);
    expect(inactive.then.isRunnable).toBe(false);
    const active = linked(Order.Probe, Optional, Optional | Runnable, (first) => {
      if (first.node !== null) first.resource?.runningOn.push(first.node);
    });
    expect(active.then.isRunnable).toBe(true);
    expect(active.then.before[0]?.flags).toBe(0);
  });

  it('SameNode: nothing holds between different nodes', () => {
    const { then } = linked(
      Order.SameNode | Order.ImpliesThen,
      Runnable,
      Optional | Runnable,
      (first, _, cluster) => {
        first.node = addNode(cluster, 'two');
      },
    );
    expect(then.isOptional).toBe(true);
    expect(then.before[0]?.flags).toBe(0);
  });

  it('CancelsFirst: a required then makes first optional', () => {
    const { first } = linked(Order.CancelsFirst, Runnable, Runnable);
    expect(first.isOptional).toBe(true);
  });

  it('PrintFirst and PrintThen: show the one where the other is needed', () => {
    expect(linked(Order.PrintThen, Runnable, Optional | Runnable).then.has(PrintAlways)).toBe(true);
    expect(linked(Order.PrintThen, Optional | Runnable, Optional | Runnable).then.has(PrintAlways)).toBe(
      false,
    );
    expect(linked(Order.PrintFirst, Optional | Runnable, Runnable).first.has(PrintAlways)).toBe(true);
  });

  it('ImpliesThenOnNode: is replaced by ImpliesThen for good', () => {
    const { then } = linked(Order.ImpliesThenOnNode, Runnable, Optional | Runnable);
    expect(then.isOptional).toBe(false);
    expect(then.before[0]?.flags).toBe(Order.ImpliesThen);
    expect(then.before[0]?.afterFlags).toBe(Order.ImpliesThenOnNode);
  });

  it('a stop that is stuck keeps everything from running that it implies', () => {
    const cluster = bareCluster();
    const node = addNode(cluster, 'one');
    const lost = addPrimitive(cluster, 'A');
    lost.isManaged = false;
    lost.isBlocked = true;
    const stop = addAction(cluster, lost, 'stop', node, Optional);
    const then = addAction(cluster, addPrimitive(cluster, 'B'), 'stop', node, Runnable);
    addLink(stop, then, Order.ImpliesFirst, null);
    perform(updateAction(cluster, then));
    expect(then.isRunnable).toBe(false);
    expect(then.reason).toBe(null);
  });
});

describe('sets of flags', () => {
  it('a mandatory start order makes then required and unrunnable with first', () => {
    const { then } = linked(Order.Order | Order.ImpliesThen | Order.RunnableFirst, 0, Optional | Runnable);
    expect(then.flags).toBe(0);
    expect(then.reason).toBe('required A start');
  });

  it('one-or-more: runs when enough of its firsts can', () => {
    const cluster = bareCluster();
    const point = addAction(cluster, null, 'one-or-more:x', null, Optional | Pseudo | RequiresAny);
    point.requiredRunnableBefore = 2;
    const starts = ['A', 'B', 'C'].map((id) => addAction(cluster, addPrimitive(cluster, id), 'start', null));
    for (const start of starts) addLink(start, point, Order.Any | Order.PrintThen, null);
    const dependent = addAction(cluster, addPrimitive(cluster, 'D'), 'start', null);
    addLink(point, dependent, Order.RunnableFirst, null);
    (starts[0] as Action).flags &= ~Runnable;
    perform(updateAction(cluster, point));
    expect(point.isRunnable).toBe(true);
    expect(dependent.isRunnable).toBe(true);
    (starts[1] as Action).flags &= ~Runnable;
    perform(updateAction(cluster, point));
    expect(point.isRunnable).toBe(false);
    expect(dependent.isRunnable).toBe(false);
    expect(dependent.reason).toBe('unrunnable one-or-more:x');
  });
});

describe('the fixed point', () => {
  it('follows a chain of many thousand orderings', () => {
    const cluster = bareCluster(false);
    const starts: Action[] = [];
    for (let i = 0; i < 30_000; i++) {
      const start = addAction(cluster, addPrimitive(cluster, `r${i}`), 'start', null);
      const previous = starts.at(-1);
      if (previous !== undefined)
        addLink(previous, start, Order.Order | Order.RunnableFirst | Order.ImpliesThen, null);
      starts.push(start);
    }
    (starts[0] as Action).flags = 0;
    perform(updateAction(cluster, starts[1] as Action));
    expect(starts.every((start) => start.flags === 0)).toBe(true);
  });

  it('follows a chain of many thousand colocations', () => {
    const cluster = bareCluster(false);
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      const resource = addPrimitive(cluster, `r${i}`);
      addAction(cluster, resource, 'start', null);
      const primary = cluster.resources[i - 1];
      primary?.dependents.push({
        id: `c${i}`,
        dependent: resource,
        primary,
        score: INFINITY_SCORE,
        dependentRole: Role.Unknown,
        primaryRole: Role.Unknown,
        nodeAttribute: null,
        influence: false,
        isInternal: false,
      });
    }
    (cluster.actions[0] as Action).flags &= ~Runnable;
    applyOrderings(cluster);
    const last = cluster.actions[count - 1] as Action;
    expect(last.isRunnable).toBe(false);
    expect(last.reason).toBe(`colocation with r${count - 2}`);
  });

  it('ends in a loop of orderings', () => {
    const cluster = bareCluster();
    const [a, b, c] = ['A', 'B', 'C'].map((id) =>
      addAction(cluster, addPrimitive(cluster, id), 'start', null),
    );
    if (a === undefined || b === undefined || c === undefined) throw new Error('three actions expected');
    const flags = Order.Order | Order.RunnableFirst | Order.ImpliesThen;
    addLink(a, b, flags, null);
    addLink(b, c, flags, null);
    addLink(c, a, flags, null);
    a.flags = 0;
    applyOrderings(cluster);
    expect([a.flags, b.flags, c.flags]).toEqual([0, 0, 0]);
  });

  it('restarts a dependent through the start that will not happen (worked example C7)', () => {
    const cluster = bareCluster();
    const node = addNode(cluster, 'node1');
    const a = addPrimitive(cluster, 'A');
    const b = addPrimitive(cluster, 'B');
    for (const resource of [a, b]) {
      resource.role = Role.Started;
      resource.runningOn.push(node);
      addOrdering(
        cluster,
        resource,
        'stop',
        resource,
        'start',
        Order.Order | Order.ImpliesThen | Order.Restart,
      );
    }
    a.nextRole = Role.Stopped;
    addOrdering(
      cluster,
      a,
      'start',
      b,
      'start',
      Order.Order | Order.ImpliesThen | Order.RunnableFirst,
      'A-then-B',
    );
    addOrdering(cluster, b, 'stop', a, 'stop', Order.Order | Order.ImpliesFirst, 'A-then-B');
    const stopA = addAction(cluster, a, 'stop', node, Runnable);
    const stopB = addAction(cluster, b, 'stop', node);
    const startB = addAction(cluster, b, 'start', node);
    // The start that C4.10.2 makes.
    const startA = addAction(cluster, a, 'start', null, Optional);
    applyOrderings(cluster);
    expect(stopA.flags).toBe(Runnable);
    expect(startA.flags).toBe(0);
    expect(startB.flags).toBe(0);
    expect(startB.reason).toBe('required A start');
    expect(stopB.flags).toBe(Runnable);
    expect(stopB.reason).toBe(null);
    expect(stopA.before.map((link) => link.first)).toEqual([stopB]);
  });
});
