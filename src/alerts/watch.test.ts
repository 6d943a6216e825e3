import { beforeEach, describe, expect, test } from 'vitest';
import { dummy, fenceDevice, location, testCib } from '../controller/cib.fixture.ts';
import { TestCluster } from '../controller/cluster.fixture.ts';
import type { AlertEvent } from './event.ts';
import { alertEvents, newAlertWatch } from './watch.ts';

const ALERTS = '<alerts><alert id="a" path="/bin/a"><select><select_attributes/></select></alert></alerts>';
const CIB = testCib({
  resources: `${fenceDevice('F', 'node1 node2 node3')}${dummy('A')}`,
  properties: { 'stonith-enabled': 'true', 'stonith-action': 'off' },
  constraints: location('node2', '100'),
  topology: ALERTS,
});

/** In a word: `node3 lost`, `A_start_0 0`, `x=1 node2`, `fenced node3`. */
function word(event: AlertEvent): string {
  switch (event.kind) {
    case 'node':
      return `${event.node} ${event.change}`;
    case 'fencing':
      return `${event.operation} ${event.target} ${event.isDone ? 'done' : 'failed'}`;
    case 'resource':
      return `${event.resource}_${event.task}_${event.intervalMs} ${event.status}:${event.rc}`;
    case 'attribute':
      return `${event.name}=${event.value} ${event.node}`;
  }
}

/** A cluster whose events are told; each node's watch lives as long as its daemon. */
class WatchedCluster extends TestCluster {
  readonly told = new Map<number, string[]>();

  constructor(cib = CIB) {
    super(3, cib);
    const watches = new WeakMap<object, ReturnType<typeof newAlertWatch>>();
    this.observe = (node, event, effects) => {
      const watch = watches.get(node) ?? newAlertWatch();
      watches.set(node, watch);
      const words = alertEvents(watch, event, effects, node.state).map(word);
      this.told.set(node.nodeId, [...(this.told.get(node.nodeId) ?? []), ...words]);
    };
    this.form([1, 2, 3]);
    this.pass(1000);
  }

  /** What was told since the last time, by node. */
  take(): readonly (readonly string[])[] {
    const all = [1, 2, 3].map((id) => this.told.get(id) ?? []);
    this.told.clear();
    return all;
  }
}

describe('what a step means to operators', () => {
  let cluster: WatchedCluster;

  beforeEach(() => {
    cluster = new WatchedCluster();
  });

  test('a cluster that forms: only what its agents did, each told by the node that ran it', () => {
    const all = cluster.take();
    expect(all[1]).toContain('A_start_0 0:0');
    expect(all[1]).toContain('A_monitor_10000 0:0');
    expect(all.flat().filter((one) => one === 'A_start_0 0:0')).toHaveLength(1);
    // Probes have found what was expected; nobody has come or gone.
    expect(all.flat().filter((one) => /_monitor_0|member|lost|=/.test(one))).toEqual([]);
  });

  test('a resource that fails: the failure, the monitor that ends, the stop, the start, the monitor', () => {
    cluster.take();
    cluster.node(2).active.delete('A');
    cluster.report(2, 'A_monitor_10000', { rc: 7 });
    cluster.pass(1000);
    expect(cluster.take()[1]?.filter((one) => one.startsWith('A_'))).toEqual([
      'A_monitor_10000 0:7',
      'A_stop_0 0:0',
      'A_start_0 0:0',
      'A_monitor_10000 0:0',
    ]);
  });

  test('a probe that finds what was not expected is told', () => {
    const told = new WatchedCluster(CIB);
    told.take();
    told.node(3).active.add('A');
    told.ask(1, { kind: 'clear-history', mode: 'refresh', resource: 'A', node: 'node3', operation: null });
    told.pass(1000);
    expect(told.take()[2]).toContain('A_monitor_0 0:0');
  });

  test('a loss and its fencing are told by every member that is left', () => {
    cluster.take();
    cluster.lose(3, 'node-down');
    cluster.pass(60_000);
    const [one, two, three] = cluster.take();
    for (const told of [one, two]) {
      expect(told?.filter((each) => each.includes('node3'))).toEqual(['node3 lost', 'off node3 done']);
    }
    expect(three).toEqual([]);
  });

  test('a fencing that fails is told as such', () => {
    cluster.take();
    cluster.fencing = () => ({ outcome: 'failed', output: 'no route' });
    cluster.ask(1, { kind: 'fence', node: 'node3', operation: 'off', client: 'anna' });
    cluster.pass(1000);
    for (const told of cluster.take()) expect(told).toContain('off node3 failed');
  });

  test('a daemon that leaves in good order is no loss of its node', () => {
    cluster.take();
    cluster.lose(3, 'left');
    cluster.pass(1000);
    expect(
      cluster
        .take()
        .flat()
        .filter((one) => /lost|member/.test(one)),
    ).toEqual([]);
  });

  test('who comes is told by those who were there, not by itself', () => {
    cluster.lose(3, 'node-down');
    cluster.pass(60_000);
    cluster.take();
    cluster.join(3);
    cluster.pass(1000);
    const [one, two, three] = cluster.take();
    for (const told of [one, two])
      expect(told?.filter((each) => /member/.test(each))).toEqual(['node3 member']);
    expect(three?.filter((each) => /member|lost/.test(each))).toEqual([]);
  });

  test('Corosync that dies under the daemon is no loss of the other nodes', () => {
    cluster.take();
    cluster.loseEngine(3);
    expect(cluster.take()[2]?.filter((one) => /lost/.test(one))).toEqual([]);
  });

  test('an attribute is told by the DC alone, when it changes, and when it goes', () => {
    cluster.take();
    const set = (value: string | null): readonly (readonly string[])[] => {
      cluster.ask(3, {
        kind: 'set-attribute',
        nodes: ['node2'],
        name: 'x',
        value,
        lifetime: 'transient',
        dampeningMs: null,
      });
      return cluster.take();
    };
    expect(set('1')).toEqual([['x=1 node2'], [], []]);
    expect(set('1')).toEqual([[], [], []]);
    expect(set('2')).toEqual([['x=2 node2'], [], []]);
    expect(set(null)).toEqual([['x=null node2'], [], []]);
  });

  test('a fail count is an attribute', () => {
    cluster.take();
    cluster.report(2, 'A_monitor_10000', { rc: 7 });
    expect(cluster.take()[0]?.find((one) => one.startsWith('fail-count-'))).toBe(
      'fail-count-A#monitor_10000=1 node2',
    );
  });

  test('the attributes of a node that is lost are not told one by one', () => {
    cluster.ask(1, {
      kind: 'set-attribute',
      nodes: ['node3'],
      name: 'x',
      value: '1',
      lifetime: 'transient',
      dampeningMs: null,
    });
    cluster.take();
    cluster.lose(3, 'node-down');
    cluster.pass(60_000);
    expect(
      cluster
        .take()
        .flat()
        .filter((one) => one.startsWith('x=')),
    ).toEqual([]);
  });

  test('where no alert asks for attributes none is looked at', () => {
    const quiet = new WatchedCluster(CIB.replace(ALERTS, ''));
    quiet.take();
    quiet.report(2, 'A_monitor_10000', { rc: 7 });
    expect(
      quiet
        .take()
        .flat()
        .filter((one) => one.includes('=')),
    ).toEqual([]);
  });
});
