import { describe, expect, it } from 'vitest';
import { failCount } from './fail-count.ts';
import {
  clusterOf,
  dummyWith,
  type Entry,
  history,
  metaAttributes,
  NOW,
  node,
  nodeState,
  primitive,
  requiredActions,
} from './history.fixture.ts';

interface Setting {
  readonly meta?: Record<string, string>;
  readonly attributes: Record<string, string>;
  readonly entries?: readonly Entry[];
  readonly resource?: string;
  readonly cib?: string;
}

function counted({ meta = {}, attributes, entries = [{ task: 'start' }], resource, cib }: Setting) {
  return clusterOf({
    ...(cib === undefined ? {} : { cib }),
    resources: resource ?? dummyWith('r', meta),
    status: nodeState(1, history('r', entries), { attributes }),
  });
}

const RECENT = String(NOW - 10);

describe('fail counts (A5.12)', () => {
  it('are summed over operations, with the time of the newest', () => {
    const cluster = counted({
      attributes: {
        'fail-count-r#start_0': '1',
        'last-failure-r#start_0': '100',
        'fail-count-r#monitor_10000': '2',
        'last-failure-r#monitor_10000': '50',
        'fail-count-rr#start_0': '7',
        'fail-count-r': '9',
      },
    });
    expect(failCount(cluster, node(cluster, 'n1'), primitive(cluster, 'r'))).toEqual({
      count: 3,
      lastFailure: 100,
    });
    expect(failCount(cluster, node(cluster, 'n2'), primitive(cluster, 'r')).count).toBe(0);
  });

  it('are kept per resource in older CIBs', () => {
    const cluster = counted({
      cib: 'have-quorum="1" dc-uuid="1" crm_feature_set="3.0.12"',
      attributes: { 'fail-count-r': '4', 'fail-count-r#start_0': '1' },
    });
    expect(failCount(cluster, node(cluster, 'n1'), primitive(cluster, 'r')).count).toBe(4);
  });

  it('are those of all instances of an anonymous clone', () => {
    const cluster = counted({
      resource: `<clone id="c">${dummyWith('r', {})}</clone>`,
      attributes: { 'fail-count-r#start_0': '1', 'fail-count-r:3#start_0': '1' },
    });
    expect(failCount(cluster, node(cluster, 'n1'), primitive(cluster, 'r:1')).count).toBe(2);
  });

  it('take the name as a regular expression, as it is', () => {
    const cluster = clusterOf({
      resources: dummyWith('r.1', {}),
      status: nodeState(1, history('r.1', [{ task: 'start' }]), {
        attributes: { 'fail-count-rx1#start_0': 'INFINITY' },
      }),
    });
    expect(failCount(cluster, node(cluster, 'n1'), primitive(cluster, 'r.1')).count).toBe(1_000_000);
  });

  it('add those of what lives in a container when asked to', () => {
    const cluster = clusterOf({
      resources: dummyWith('vm', {}) + dummyWith('in', { container: 'vm' }),
      status: nodeState(1, '', {
        attributes: { 'fail-count-vm#start_0': '1', 'fail-count-in#start_0': '2' },
      }),
    });
    const vm = primitive(cluster, 'vm');
    expect(failCount(cluster, node(cluster, 'n1'), vm).count).toBe(1);
    expect(failCount(cluster, node(cluster, 'n1'), vm, { fillers: true }).count).toBe(3);
  });
});

describe('expiry (A5.12.4, A5.12.5)', () => {
  const failure: Entry = { task: 'monitor', interval: 10000, rc: 1, isFailure: true, call: 2 };
  const start: Entry = { task: 'start', call: 1 };
  const attributes = (time: number) => ({
    'fail-count-r#monitor_10000': '1',
    'last-failure-r#monitor_10000': String(time),
  });

  it('makes old failures count as none and has them cleared', () => {
    const cluster = counted({
      meta: { 'failure-timeout': '60s' },
      attributes: attributes(NOW - 900),
      entries: [start, { ...failure, changed: NOW - 900 }],
    });
    const r = primitive(cluster, 'r');
    expect(failCount(cluster, node(cluster, 'n1'), r).count).toBe(1);
    expect(failCount(cluster, node(cluster, 'n1'), r, { effective: true }).count).toBe(0);
    expect(requiredActions(cluster)).toEqual(['r_clear_failcount_0 n1']);
    expect(r.isFailed).toBe(false);
  });

  it('waits for the newest failure and notes when to look again', () => {
    const cluster = counted({
      meta: { 'failure-timeout': '60s' },
      attributes: attributes(NOW - 10),
      entries: [start, { ...failure, changed: NOW - 900 }],
    });
    expect(primitive(cluster, 'r').isFailed).toBe(true);
    expect(cluster.recheckBy).toBe(NOW - 10 + 60 + 1);
  });

  it('never frees what is blocked by its failure', () => {
    const cluster = counted({
      resource: `<primitive id="r" class="ocf" provider="pacemaker" type="Dummy">
        ${metaAttributes('r', { 'failure-timeout': '60s' })}
        <operations><op id="m" name="monitor" interval="10s" on-fail="block"/></operations></primitive>`,
      attributes: attributes(NOW - 900),
      entries: [
        { ...start, changed: NOW - 5 },
        { ...failure, changed: NOW - 900 },
      ],
    });
    expect(primitive(cluster, 'r')).toMatchObject({ failureTimeoutS: 0, isBlocked: true });
    expect(requiredActions(cluster)).toEqual([]);
  });

  it('clears the count of a failed operation that is configured otherwise by now', () => {
    const cluster = counted({
      attributes: { 'fail-count-r#monitor_10000': '1', 'last-failure-r#monitor_10000': RECENT },
      entries: [start, { ...failure, digest: 'other' }],
    });
    expect(requiredActions(cluster)).toContain('r_clear_failcount_0 n1');
  });
});
