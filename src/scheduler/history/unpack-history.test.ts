import { describe, expect, it } from 'vitest';
import { Role } from '../model/role.ts';
import {
  clusterOf,
  dummy,
  dummyWith,
  FENCING,
  history,
  LOST,
  metaAttributes,
  NOW,
  node,
  nodeState,
  primitive,
  requiredActions,
} from './history.fixture.ts';

const STARTED = [{ task: 'start' }];

describe('the passes over histories (A4.4)', () => {
  it('do not believe a node that is gone unless it can be fenced', () => {
    const parts = {
      resources: dummy('r') + FENCING,
      status: nodeState(1, history('r', STARTED), { membership: LOST }),
    };
    expect(primitive(clusterOf(parts), 'r').role).toBe(Role.Stopped);
    const fenced = clusterOf({ ...parts, options: { 'stonith-enabled': 'true' } });
    expect(primitive(fenced, 'r').role).toBe(Role.Started);
    expect(fenced.nodeActions.get('stonith-n1-reboot')?.reason).toBe('peer is no longer part of the cluster');
  });

  it('read a remote node once its connection is known to be active, in whatever order', () => {
    const remote =
      '<primitive id="rem" class="ocf" provider="pacemaker" type="remote"><operations/></primitive>';
    const remoteState = `<node_state id="rem" uname="rem" remote_node="true"><lrm id="rem"><lrm_resources>
      ${history('r', STARTED)}</lrm_resources></lrm></node_state>`;
    const connection = history('rem', STARTED, 'class="ocf" provider="pacemaker" type="remote"');
    const parts = { resources: remote + dummy('r') };
    const active = clusterOf({ ...parts, status: remoteState + nodeState(1, connection) });
    expect(primitive(active, 'r').runningOn).toEqual([node(active, 'rem')]);
    expect(node(active, 'rem').isOnline).toBe(true);
    const inactive = clusterOf({ ...parts, status: remoteState + nodeState(1, '') });
    expect(primitive(inactive, 'r').runningOn).toEqual([]);
    expect(node(inactive, 'rem').isOnline).toBe(false);
  });

  it('make a node for an orphaned connection and shut it down', () => {
    const connection = history('old', STARTED, 'class="ocf" provider="pacemaker" type="remote"');
    const state = `<node_state id="old" uname="old" remote_node="true"><lrm id="old"><lrm_resources>
      ${history('r', STARTED)}</lrm_resources></lrm></node_state>`;
    const cluster = clusterOf({ resources: dummy('r'), status: nodeState(1, connection) + state });
    expect(node(cluster, 'old')).toMatchObject({ isShutdown: true, isOnline: true, isUnclean: false });
    expect(primitive(cluster, 'old').nextRole).toBe(Role.Stopped);
    expect(primitive(cluster, 'r').runningOn).toEqual([node(cluster, 'old')]);
  });
});

describe('being active in several places (A5.10)', () => {
  const status = nodeState(1, history('r', STARTED)) + nodeState(2, history('r', STARTED));
  const active = (meta: Record<string, string>) =>
    clusterOf({ resources: dummyWith('r', meta), status, nodeCount: 3 });

  it('is left to placement by default', () => {
    const cluster = active({});
    expect(primitive(cluster, 'r').runningOn.map(({ name }) => name)).toEqual(['n1', 'n2']);
    expect(primitive(cluster, 'r').isManaged).toBe(true);
  });

  it('bans the resource everywhere, or blocks it, as configured', () => {
    const stopOnly = active({ 'multiple-active': 'stop_only' });
    expect(primitive(stopOnly, 'r').allowed.score(node(stopOnly, 'n3'))).toBe(-1_000_000);
    expect(primitive(active({ 'multiple-active': 'block' }), 'r')).toMatchObject({
      isManaged: false,
      isBlocked: true,
    });
  });

  it('blocks all members of a group that blocks', () => {
    const cluster = clusterOf({
      resources: `<group id="g">${metaAttributes('g', { 'multiple-active': 'block' })}${dummy('r')}${dummy('s')}</group>`,
      status,
    });
    expect(primitive(cluster, 's').isBlocked).toBe(true);
  });
});

describe('what is active (A5.8)', () => {
  it('adds its priority to its node, one more when promoted', () => {
    const cluster = clusterOf({
      resources: dummyWith('r', { priority: '5' }) + dummy('s'),
      status: nodeState(1, history('r', STARTED) + history('s', STARTED)),
    });
    expect(node(cluster, 'n1').priority).toBe(5);
  });

  it('stays where it is when it is not managed', () => {
    const cluster = clusterOf({
      resources: dummyWith('r', { 'is-managed': 'false' }),
      status: nodeState(1, history('r', STARTED)),
    });
    expect(primitive(cluster, 'r').allowed.score(node(cluster, 'n1'))).toBe(1_000_000);
  });

  it('on a lost node gets that node fenced', () => {
    const cluster = clusterOf({
      options: { 'stonith-enabled': 'true' },
      resources: dummy('r') + FENCING,
      status: nodeState(1, history('r', STARTED), {
        membership: 'in_ccm="false" crmd="offline" join="down" expected="down"',
      }),
    });
    expect(cluster.nodeActions.get('stonith-n1-reboot')?.reason).toBe('r is thought to be active there');
    expect(node(cluster, 'n1').isUnclean).toBe(true);
  });
});

describe('shutdown locks in history (A5.13)', () => {
  const locked = (age: number, options: Record<string, string>) =>
    clusterOf({
      options: { 'shutdown-lock': 'true', ...options },
      resources: dummy('r'),
      status: nodeState(1, history('r', [], `shutdown-lock="${NOW - age}"`)),
    });

  it('hold a resource for its node even without entries', () => {
    const cluster = locked(100, {});
    expect(primitive(cluster, 'r')).toMatchObject({ lockNode: node(cluster, 'n1'), lockTime: NOW - 100 });
  });

  it('are forgotten after their limit', () => {
    const cluster = locked(100, { 'shutdown-lock-limit': '60s' });
    expect(primitive(cluster, 'r').lockNode).toBeNull();
    expect(requiredActions(cluster)).toEqual(['r_lrm_delete_0 n1']);
  });

  it('do not matter while they are switched off', () => {
    expect(primitive(locked(100, { 'shutdown-lock': 'false' }), 'r').lockNode).toBeNull();
  });
});
