import { describe, expect, it } from 'vitest';
import { decided, dummy, history, node, nodeState, primitive } from '../history/history.fixture.ts';
import { Order } from '../model/order.ts';
import { Role } from '../model/role.ts';
import { orderings } from './actions.fixture.ts';
import { connectionState, routerNode } from './remote.ts';

const REMOTE = '<primitive id="rem" class="ocf" provider="pacemaker" type="remote"/>';
const CONNECTED = history('rem', [{ task: 'start' }], 'class="ocf" provider="pacemaker" type="remote"');
const ONLY_THERE = '<rsc_location id="l" rsc="a" node="rem" score="INFINITY"/>';

/** A cluster whose remote node `rem` is connected through n1. */
function remoteCluster(constraints = '') {
  return decided({
    resources: REMOTE + dummy('a'),
    status: `${nodeState(1, CONNECTED)}${nodeState(2, '')}<node_state id="rem" uname="rem" remote_node="true"/>`,
    constraints,
  });
}

describe('the state of a remote connection (C2.10.2)', () => {
  it('is alive while the connection stays on a good host', () => {
    const cluster = remoteCluster();
    expect(connectionState(node(cluster, 'rem'))).toBe('alive');
  });

  it('is stopped when the connection will not be there any more', () => {
    const cluster = remoteCluster();
    primitive(cluster, 'rem').nextRole = Role.Stopped;
    expect(connectionState(node(cluster, 'rem'))).toBe('stopped');
  });

  it('is failed when it cannot be brought back', () => {
    const cluster = remoteCluster();
    const connection = primitive(cluster, 'rem');
    connection.nextRole = Role.Stopped;
    connection.isFailed = true;
    expect(connectionState(node(cluster, 'rem'))).toBe('failed');
    connection.reconnectIntervalS = 60;
    node(cluster, 'rem').remoteWasFenced = true;
    expect(connectionState(node(cluster, 'rem'))).toBe('unknown');
  });

  it('is resting while its host is gone, and unknown before it is first made', () => {
    const cluster = remoteCluster();
    node(cluster, 'n1').isOnline = false;
    expect(connectionState(node(cluster, 'rem'))).toBe('resting');
    primitive(cluster, 'rem').runningOn.length = 0;
    expect(connectionState(node(cluster, 'rem'))).toBe('unknown');
  });
});

describe('actions on a remote node (C2.10.3)', () => {
  it('start after the connection', () => {
    const cluster = remoteCluster(ONLY_THERE);
    expect(primitive(cluster, 'a').assigned?.name).toBe('rem');
    expect(orderings(cluster, 'rem_start_0', 'a_start_0')).toEqual([Order.Preserve | Order.RunnableFirst]);
    expect(orderings(cluster, 'rem_start_0', 'a_monitor_10000')).toEqual([
      Order.Preserve | Order.RunnableFirst | Order.ImpliesThen,
    ]);
  });
});

describe('the host an action on a remote node goes through (C2.10.4)', () => {
  it('is the one the connection is on', () => {
    const cluster = remoteCluster(ONLY_THERE);
    const start = cluster.actions.find((action) => action.key === 'a_start_0');
    expect(start === undefined ? null : routerNode(start)?.name).toBe('n1');
    const elsewhere = cluster.actions.find((action) => action.node?.name === 'n1');
    expect(elsewhere === undefined ? undefined : routerNode(elsewhere)).toBeNull();
  });

  it('is the old one for a stop and the new one for a start while the connection moves', () => {
    const cluster = remoteCluster(ONLY_THERE);
    const start = cluster.actions.find((action) => action.key === 'a_start_0');
    if (start === undefined) throw new Error('no start');
    primitive(cluster, 'rem').assigned = node(cluster, 'n2');
    expect(routerNode(start)?.name).toBe('n2');
    start.task = 'stop';
    expect(routerNode(start)?.name).toBe('n1');
    primitive(cluster, 'rem').partialTarget = node(cluster, 'n2');
    expect(routerNode(start)?.name).toBe('n2');
  });
});
