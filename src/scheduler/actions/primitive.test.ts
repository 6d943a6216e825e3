import { describe, expect, it } from 'vitest';
import { clusterOf, decided, dummy, dummyWith, history, nodeState } from '../history/history.fixture.ts';
import { Order } from '../model/order.ts';
import { actionsOf, orderings } from './actions.fixture.ts';

const RUNNING = [{ task: 'start' }, { task: 'monitor', interval: 10000 }];
const IDLE = [{ task: 'monitor', rc: 7 }];
const AT_HOME = nodeState(1, history('r', RUNNING)) + nodeState(2, history('r', IDLE));
const BAN = '<rsc_location id="ban" rsc="r" node="n1" score="-INFINITY"/>';

describe('the actions of a primitive (C2.1)', () => {
  it('are an optional stop and start for one that stays where it is', () => {
    const cluster = decided({ resources: dummy('r'), status: AT_HOME });
    expect(actionsOf(cluster, 'r')).toEqual([
      'r_monitor_10000 on n1 optional',
      'r_stop_0 on n1 optional',
      'r_start_0 on n1 optional',
    ]);
  });

  it('are a required stop and start for one that moves', () => {
    const cluster = decided({ resources: dummy('r'), status: AT_HOME, constraints: BAN });
    expect(actionsOf(cluster, 'r')).toEqual([
      'r_monitor_10000 on n1 optional',
      'r_stop_0 on n1',
      'r_start_0 on n2',
      'r_monitor_10000 on n2',
    ]);
  });

  it('are only a stop, and the reason for it, for one that may run nowhere', () => {
    const cluster = decided({ resources: dummyWith('r', { 'target-role': 'Stopped' }), status: AT_HOME });
    expect(actionsOf(cluster, 'r')).toEqual(['r_monitor_10000 on n1 optional unrunnable', 'r_stop_0 on n1']);
    expect(cluster.actions.find((action) => action.key === 'r_stop_0')?.reason).toBe('node availability');
  });

  it('clean up after a stop where that is asked for', () => {
    const cluster = decided({
      resources: dummyWith('r', { 'target-role': 'Stopped' }),
      options: { 'remove-after-stop': 'true' },
      status: AT_HOME,
    });
    expect(actionsOf(cluster, 'r')).toContain('r_delete_0 on n1');
    expect(orderings(cluster, 'r_stop_0', 'r_delete_0')).toEqual([Order.ImpliesThen, Order.Order]);
    expect(orderings(cluster, 'r_delete_0', 'r_start_0')).toEqual([Order.ImpliesThen, Order.Order]);
  });

  it('stop an unmanaged resource only on paper', () => {
    const cluster = decided({
      resources: dummyWith('r', { 'is-managed': 'false', 'target-role': 'Stopped' }),
      status: AT_HOME,
    });
    expect(actionsOf(cluster, 'r')).toContain('r_stop_0 on n1 optional unrunnable');
  });
});

describe('a resource active on two nodes (C2.1.7)', () => {
  const TWICE = nodeState(1, history('r', RUNNING)) + nodeState(2, history('r', RUNNING));
  const twice = (policy: string) =>
    actionsOf(
      decided({ resources: dummyWith('r', { 'multiple-active': policy }), status: TWICE }),
      'r',
    ).filter((action) => !action.includes('monitor'));

  it('is stopped everywhere and started where it belongs', () => {
    expect(twice('stop_start')).toEqual(['r_stop_0 on n1', 'r_stop_0 on n2', 'r_start_0 on n1']);
  });

  it('is only stopped where it is not expected, if that is wanted', () => {
    const cluster = decided({
      resources: dummyWith('r', { 'multiple-active': 'stop_unexpected' }),
      status: TWICE,
    });
    expect(actionsOf(cluster, 'r').filter((action) => !action.includes('monitor'))).toEqual([
      'r_stop_0 on n2',
      'r_start_0 on n1 pseudo',
    ]);
    expect(cluster.actions.find((action) => action.key === 'r_stop_0')?.reason).toBe('being multiply active');
  });

  it('is stopped and not started again, if that is wanted', () => {
    expect(twice('stop_only')).toEqual(['r_stop_0 on n1', 'r_stop_0 on n2']);
  });
});

describe('live migration (C2.3)', () => {
  const vm = dummyWith('r', { 'allow-migrate': 'true' });

  it('takes the place of stop and start, the start being implied', () => {
    const cluster = decided({ resources: vm, status: AT_HOME, constraints: BAN });
    expect(actionsOf(cluster, 'r')).toEqual([
      'r_monitor_10000 on n1 optional',
      'r_stop_0 on n1',
      'r_start_0 on n2 pseudo',
      'r_monitor_10000 on n2',
      'r_migrate_to_0 on n1',
      'r_migrate_from_0 on n2',
    ]);
    const to = cluster.actions.find((action) => action.task === 'migrate_to');
    expect([to?.metaValue('migrate_source'), to?.metaValue('migrate_target')]).toEqual(['n1', 'n2']);
    expect(to?.metaValue('record-pending')).toBe('true');
    expect(orderings(cluster, 'r_migrate_to_0', 'r_migrate_from_0')).toEqual([
      Order.Order | Order.ImpliesFirstMigratable,
    ]);
  });

  it('is not tried with a failed resource', () => {
    const failed = [...RUNNING, { task: 'monitor', interval: 10000, rc: 1, isFailure: true }];
    const status = nodeState(1, history('r', failed)) + nodeState(2, history('r', IDLE));
    const cluster = decided({ resources: vm, status, constraints: BAN });
    expect(actionsOf(cluster, 'r').some((action) => action.includes('migrate'))).toBe(false);
  });
});

describe('a cluster without decisions', () => {
  it('has only the actions its history tells of', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: AT_HOME });
    expect(actionsOf(cluster, 'r')).toEqual(['r_monitor_10000 on n1 optional']);
  });
});
