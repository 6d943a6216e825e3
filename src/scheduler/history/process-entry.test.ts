import { describe, expect, it } from 'vitest';
import { Role } from '../model/role.ts';
import {
  clusterOf,
  dummy,
  dummyOnFail,
  dummyWith,
  type Entry,
  FENCING,
  history,
  metaAttributes,
  node,
  nodeState,
  primitive,
  requiredActions,
} from './history.fixture.ts';

const BAN = -1_000_000;

/** Cluster in which node n1 tells these operations of resource r. */
function told(entries: readonly Entry[], resource = dummy('r'), options: Record<string, string> = {}) {
  const fence = options['stonith-enabled'] === 'true' ? FENCING : '';
  const status = nodeState(1, history('r', entries)) + nodeState(2, '');
  return clusterOf({ resources: fence + resource, status, options });
}

describe('successes (A5.6.5)', () => {
  it('tell where a resource is active, and where it is not', () => {
    const cluster = told([{ task: 'start' }, { task: 'monitor', interval: 10000 }]);
    expect(primitive(cluster, 'r').role).toBe(Role.Started);
    expect(requiredActions(cluster)).toEqual([]);
    expect(cluster.actions.map(({ key }) => key)).toEqual(['r_monitor_10000']);
    const stopped = told([{ task: 'start' }, { task: 'stop' }]);
    expect(primitive(stopped, 'r').role).toBe(Role.Stopped);
    expect([...primitive(stopped, 'r').knownOn]).toEqual([node(stopped, 'n1')]);
  });

  it('clear the failure they overcome', () => {
    const failedMonitor: Entry = { task: 'monitor', interval: 10000, rc: 1, isFailure: true, call: 2 };
    const start: Entry = { task: 'start', call: 1 };
    expect(primitive(told([start, failedMonitor]), 'r').isFailed).toBe(true);
    const restarted = told([{ task: 'start', call: 3 }, failedMonitor]);
    expect(primitive(restarted, 'r').isFailed).toBe(false);
    const recovered = told([start, failedMonitor, { task: 'monitor', interval: 10000, call: 3 }]);
    expect(primitive(recovered, 'r').isFailed).toBe(false);
  });

  it('of a probe that found it active count as active', () => {
    const cluster = told([{ task: 'monitor', rc: 0 }]);
    expect(primitive(cluster, 'r').role).toBe(Role.Started);
    expect(cluster.failedOperations).toEqual([]);
  });
});

describe('pending operations (A5.6.3.9)', () => {
  it('are remembered, a pending start as active', () => {
    const cluster = told([{ task: 'start', status: -1 }]);
    expect(primitive(cluster, 'r')).toMatchObject({
      role: Role.Started,
      isStartPending: true,
      pendingTask: 'start',
    });
  });

  it('are not remembered when they are probes', () => {
    const cluster = told([{ task: 'monitor', status: -1 }]);
    expect(primitive(cluster, 'r').pendingTask).toBeNull();
  });
});

describe('failures (A5.6.6, A5.7.4)', () => {
  const start: Entry = { task: 'start', call: 1 };
  const monitor: Entry = { task: 'monitor', interval: 10000, rc: 1, call: 2 };

  it('restart the resource unless something else is configured', () => {
    const cluster = told([start, monitor]);
    expect(requiredActions(cluster)).toEqual(['r_stop_0 n1']);
    expect(primitive(cluster, 'r')).toMatchObject({ isFailed: true, mustStop: true });
    expect(cluster.failedOperations.map(({ entry }) => entry.key)).toEqual(['r_monitor_10000']);
  });

  it('are ignored when that is configured', () => {
    const cluster = told([start, monitor], dummyOnFail('r', 'monitor', 10, 'ignore'));
    expect(requiredActions(cluster)).toEqual([]);
    expect(primitive(cluster, 'r')).toMatchObject({ isFailed: false, ignoresFailure: true });
    expect(cluster.failedOperations).toHaveLength(1);
  });

  it('block, stop, send away or put the node on standby as configured', () => {
    const failing = (onFail: string) => told([start, monitor], dummyOnFail('r', 'monitor', 10, onFail));
    expect(primitive(failing('block'), 'r')).toMatchObject({ isManaged: false, isBlocked: true });
    const stop = failing('stop');
    expect(primitive(stop, 'r').nextRole).toBe(Role.Stopped);
    for (const n of stop.nodes) expect(primitive(stop, 'r').allowed.score(n)).toBe(BAN);
    const migrate = failing('migrate');
    expect(primitive(migrate, 'r').allowed.score(node(migrate, 'n1'))).toBe(BAN);
    expect(primitive(migrate, 'r').allowed.score(node(migrate, 'n2'))).toBe(0);
    expect(node(failing('standby'), 'n1')).toMatchObject({ isStandby: true, isStandbyOnFail: true });
  });

  it('fence the node of a failed stop where there is fencing, and block where there is none', () => {
    const failedStop: Entry = { task: 'stop', rc: 1, isFailure: true, call: 2 };
    const fenced = told([start, failedStop], dummy('r'), { 'stonith-enabled': 'true' });
    expect(node(fenced, 'n1').isUnclean).toBe(true);
    expect(fenced.nodeActions.get('stonith-n1-reboot')?.reason).toBe('r failed there');
    const blocked = told([start, failedStop]);
    expect(primitive(blocked, 'r')).toMatchObject({ isManaged: false, isBlocked: true });
    expect(primitive(blocked, 'r').allowed.score(node(blocked, 'n1'))).toBe(BAN);
  });

  it('ban the resource from a node that lacks it, and from all nodes when it is misconfigured', () => {
    const missing = told([{ task: 'start', rc: 5 }]);
    expect(primitive(missing, 'r').allowed.score(node(missing, 'n1'))).toBe(BAN);
    expect(primitive(missing, 'r').allowed.score(node(missing, 'n2'))).toBe(0);
    const wrong = told([{ task: 'start', rc: 6 }]);
    expect(primitive(wrong, 'r').allowed.score(node(wrong, 'n2'))).toBe(BAN);
  });

  it('of an anonymous instance ban the whole clone', () => {
    const cluster = clusterOf({
      resources: `<clone id="c">${dummy('r')}</clone>`,
      status: nodeState(1, history('r', [{ task: 'start', rc: 5 }])),
    });
    for (const id of ['c', 'r:0', 'r:1']) {
      expect(cluster.resourcesById.get(id)?.allowed.score(node(cluster, 'n1'))).toBe(BAN);
    }
  });

  it('of a probe for lack of the agent are no failures but ban the resource there', () => {
    const cluster = told([{ task: 'monitor', rc: 5 }]);
    expect(primitive(cluster, 'r')).toMatchObject({ role: Role.Stopped, isFailed: false });
    expect(primitive(cluster, 'r').allowed.score(node(cluster, 'n1'))).toBe(BAN);
    expect(cluster.failedOperations).toHaveLength(1);
  });

  it('that only say "not running" of something unmanaged just say that', () => {
    const cluster = told([start, { ...monitor, rc: 7 }], dummyWith('r', { 'is-managed': 'false' }));
    expect(primitive(cluster, 'r')).toMatchObject({ role: Role.Stopped, isFailed: false });
  });

  it('with a status nobody knows are not looked at', () => {
    expect(primitive(told([{ task: 'start', status: 12 }]), 'r').role).toBe(Role.Stopped);
  });
});

describe('roles of promotable instances', () => {
  const promotable = `<clone id="c">${metaAttributes('c', { promotable: 'true' })}${dummy('r')}</clone>`;

  it('follow promotions, demotions and what monitors find', () => {
    const role = (entries: readonly Entry[]) => primitive(told(entries, promotable), 'r:0').role;
    expect(role([{ task: 'start' }, { task: 'promote', call: 2 }])).toBe(Role.Promoted);
    expect(role([{ task: 'start' }, { task: 'monitor', rc: 8, call: 2 }])).toBe(Role.Promoted);
    expect(role([{ task: 'monitor', rc: 0 }])).toBe(Role.Unpromoted);
    expect(role([{ task: 'promote' }, { task: 'demote', isFailure: true, rc: 7, call: 2 }])).toBe(
      Role.Unpromoted,
    );
  });

  it('are taken from degraded results too, which are shown as failures', () => {
    const cluster = told([{ task: 'monitor', interval: 10000, rc: 191, expected: 8 }], promotable);
    expect(primitive(cluster, 'r:0')).toMatchObject({ role: Role.Promoted, isFailed: false });
    expect(cluster.failedOperations).toHaveLength(1);
  });
});
