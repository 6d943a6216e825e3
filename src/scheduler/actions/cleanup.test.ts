import { describe, expect, it } from 'vitest';
import { decided, dummy, history, nodeState, requiredActions } from '../history/history.fixture.ts';
import { Order } from '../model/order.ts';
import { orderings } from './actions.fixture.ts';

describe('what is left of a resource that is no longer configured (C2.6)', () => {
  const old = history('old', [{ task: 'start' }]);
  const failures = { 'fail-count-old#monitor_10000': '2', 'last-failure-old#monitor_10000': '1600000000' };
  const status = nodeState(1, old, { attributes: failures }) + nodeState(2, '');

  it('is stopped, and its failures are forgotten', () => {
    const cluster = decided({ resources: dummy('a'), status });
    expect(requiredActions(cluster)).toContain('old_stop_0 n1');
    expect(requiredActions(cluster)).toContain('old_clear_failcount_0 n1');
    expect(orderings(cluster, 'old_clear_failcount_0', 'old_stop_0')).toEqual([Order.Order]);
  });

  it('stays when orphans are to stay', () => {
    const cluster = decided({ resources: dummy('a'), status, options: { 'stop-orphan-resources': 'false' } });
    expect(requiredActions(cluster).filter((action) => action.startsWith('old'))).toEqual([]);
  });

  it('is deleted where it does not run any more', () => {
    const stopped = history('old', [{ task: 'start' }, { task: 'stop' }]);
    const cluster = decided({ resources: dummy('a'), status: nodeState(1, stopped) + nodeState(2, '') });
    expect(requiredActions(cluster).filter((action) => action.startsWith('old'))).toEqual([
      'old_delete_0 n1',
    ]);
  });
});
