import { describe, expect, it } from 'vitest';
import { decided, history, metaAttributes, nodeState, primitive } from '../history/history.fixture.ts';
import { Order } from '../model/order.ts';
import { actionsOf, orderings } from './actions.fixture.ts';

/** A primitive with operations as given. */
function withOperations(operations: string, meta: Readonly<Record<string, string>> = {}): string {
  return `<primitive id="r" class="ocf" provider="pacemaker" type="Dummy">${metaAttributes('r', meta)}
    <operations>${operations}</operations></primitive>`;
}

const MONITOR = '<op id="m" name="monitor" interval="10s" timeout="20s"/>';
const STOPPED_MONITOR = '<op id="s" name="monitor" interval="11s" timeout="20s" role="Stopped"/>';
const IDLE = history('r', [{ task: 'monitor', rc: 7 }]);
const RUNNING = history('r', [{ task: 'start' }, { task: 'monitor', interval: 10000 }]);
const STARTING = nodeState(1, IDLE) + nodeState(2, IDLE);
const STEADY = nodeState(1, RUNNING) + nodeState(2, IDLE);

describe('recurring operations of an active resource (C2.5.1)', () => {
  it('follow the start', () => {
    const cluster = decided({ resources: withOperations(MONITOR), status: STARTING });
    expect(actionsOf(cluster, 'r')).toEqual(['r_start_0 on n1', 'r_monitor_10000 on n1']);
    expect(orderings(cluster, 'r_start_0', 'r_monitor_10000')).toEqual([
      Order.ImpliesThen | Order.RunnableFirst,
    ]);
  });

  it('are optional when they run already', () => {
    const cluster = decided({ resources: withOperations(MONITOR), status: STEADY });
    expect(actionsOf(cluster, 'r')).toContain('r_monitor_10000 on n1 optional');
  });

  it('are not created for disabled operations, or for two of the same name and interval', () => {
    for (const operations of [
      '<op id="m" name="monitor" interval="10s" enabled="false"/>',
      `${MONITOR}<op id="m2" name="monitor" interval="10000ms" timeout="30s"/>`,
      '<op id="m" name="start" interval="10s"/>',
    ]) {
      const cluster = decided({ resources: withOperations(operations), status: STARTING });
      expect(actionsOf(cluster, 'r'), operations).toEqual(['r_start_0 on n1']);
    }
  });

  it('are not created in maintenance', () => {
    const resources = withOperations(MONITOR, { maintenance: 'true' });
    const cluster = decided({ resources, status: STARTING });
    expect(actionsOf(cluster, 'r')).toEqual([]);
  });

  it('are cancelled when their role is over', () => {
    const promoted = '<op id="p" name="monitor" interval="10s" role="Promoted"/>';
    const cluster = decided({ resources: withOperations(promoted), status: STEADY });
    expect(actionsOf(cluster, 'r')).toContain('cancel of r_monitor_10000 on n1');
    const cancel = cluster.actions.find((action) => action.task === 'cancel');
    expect([cancel?.metaValue('operation'), cancel?.metaValue('interval')]).toEqual(['monitor', '10000']);
  });
});

describe('monitors that watch a resource stay stopped (C2.5.2)', () => {
  it('run everywhere else, after the probe and the stop', () => {
    const cluster = decided({
      resources: withOperations(MONITOR + STOPPED_MONITOR),
      status: nodeState(1, RUNNING) + nodeState(2, ''),
    });
    expect(actionsOf(cluster, 'r')).toContain('r_monitor_11000 on n2');
    expect(actionsOf(cluster, 'r').filter((action) => action.includes('11000 on n1'))).toEqual([]);
    expect(orderings(cluster, 'r_monitor_0', 'r_monitor_11000')).toEqual([Order.RunnableFirst]);
    const monitor = cluster.actions.find((action) => action.key === 'r_monitor_11000');
    expect(monitor?.metaValue('op_target_rc')).toBe('7');
  });

  it('are cancelled where the resource will run', () => {
    const watched = history('r', [
      { task: 'monitor', rc: 7 },
      { task: 'monitor', interval: 11000, rc: 7, expected: 7 },
    ]);
    const cluster = decided({
      resources: withOperations(STOPPED_MONITOR),
      status: nodeState(1, watched) + nodeState(2, IDLE),
      constraints: '<rsc_location id="l" rsc="r" node="n1" score="100"/>',
    });
    expect(primitive(cluster, 'r').assigned?.name).toBe('n1');
    expect(actionsOf(cluster, 'r')).toEqual([
      'cancel of r_monitor_11000 on n1',
      'r_start_0 on n1',
      'r_monitor_11000 on n2',
    ]);
    expect(orderings(cluster, 'r_monitor_11000', 'r_start_0')).toEqual([Order.RunnableFirst]);
  });
});
