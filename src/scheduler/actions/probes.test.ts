import { describe, expect, it } from 'vitest';
import {
  decided,
  dummy,
  dummyWith,
  FENCING,
  history,
  metaAttributes,
  nodeState,
} from '../history/history.fixture.ts';
import { Order } from '../model/order.ts';
import { orderings } from './actions.fixture.ts';

const BOTH = nodeState(1, '') + nodeState(2, '');

/** Probes as `resource node expected-result`. */
function probes(cluster: ReturnType<typeof decided>): string[] {
  return cluster.actions
    .filter((action) => action.task === 'monitor' && action.intervalMs === 0)
    .map((action) => `${action.resource?.id} ${action.node?.name} ${action.metaValue('op_target_rc')}`);
}

describe('probes (C2.8)', () => {
  it('ask every node for what is not known, node by node', () => {
    const cluster = decided({ resources: dummy('a') + dummy('b'), status: BOTH });
    expect(probes(cluster)).toEqual(['a n1 7', 'b n1 7', 'a n2 7', 'b n2 7']);
    expect(orderings(cluster, 'a_monitor_0', 'a_start_0')).toEqual([Order.Order, Order.Order]);
  });

  it('are not repeated where the answer is known', () => {
    const known = history('a', [{ task: 'monitor', rc: 7 }]);
    const cluster = decided({ resources: dummy('a'), status: nodeState(1, known) + nodeState(2, '') });
    expect(probes(cluster)).toEqual(['a n2 7']);
  });

  it('are not made when they are switched off', () => {
    const options = { 'enable-startup-probes': 'false' };
    expect(probes(decided({ resources: dummy('a'), status: BOTH, options }))).toEqual([]);
  });

  it('ask one anonymous instance a node, but every unique one', () => {
    const clone = (unique: string) =>
      `<clone id="c">${metaAttributes('c', { 'globally-unique': unique, 'clone-node-max': '2' })}${dummy('a')}</clone>`;
    expect(probes(decided({ resources: clone('false'), status: BOTH }))).toEqual(['a:0 n1 7', 'a:1 n2 7']);
    expect(probes(decided({ resources: clone('true'), status: BOTH }))).toEqual([
      'a:0 n1 7',
      'a:1 n1 7',
      'a:0 n2 7',
      'a:1 n2 7',
    ]);
  });

  it('leave out nodes that discovery excludes', () => {
    const location = (mode: string) =>
      `<rsc_location id="l" rsc="a" node="n1" score="10" resource-discovery="${mode}"/>`;
    const of = (mode: string) =>
      probes(decided({ resources: dummy('a'), status: BOTH, constraints: location(mode) }));
    expect(of('never')).toEqual(['a n2 7']);
    expect(of('exclusive')).toEqual(['a n1 7']);
  });

  it('do not ask for orphans', () => {
    const old = history('old', [{ task: 'start' }]);
    const cluster = decided({ resources: dummy('a'), status: nodeState(1, old) + nodeState(2, '') });
    expect(probes(cluster)).toEqual(['a n1 7', 'a n2 7']);
  });

  it('are left to the node itself where its probes are to be repeated', () => {
    const status = nodeState(1, '', { attributes: { probe_complete: 'false' } }) + nodeState(2, '');
    const cluster = decided({ resources: dummy('a'), status });
    expect(probes(cluster)).toEqual(['a n2 7']);
    const again = cluster.actions.find((action) => action.key === 'probe_again-n1');
    expect([again?.isOptional, again?.metaValue('op_no_wait')]).toEqual([false, 'true']);
  });

  it('never ask a guest for fence devices or connections', () => {
    const guest = dummyWith('vm', { 'remote-node': 'guest' });
    const running = history('vm', [{ task: 'start' }]);
    const connected = history('guest', [{ task: 'start' }], 'class="ocf" provider="pacemaker" type="remote"');
    const cluster = decided({
      resources: FENCING + guest + dummy('a'),
      status: nodeState(1, running + connected) + nodeState(2, ''),
    });
    expect(probes(cluster).filter((probe) => probe.includes(' guest '))).toEqual(['a guest 7']);
  });
});
