import { describe, expect, it } from 'vitest';
import {
  clusterOf,
  dummy,
  dummyWith,
  FENCING,
  LOST,
  node,
  nodeState,
  primitive,
} from '../history/history.fixture.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterNode } from '../model/node.ts';
import { Role } from '../model/role.ts';
import { described } from './actions.fixture.ts';
import { pseudoAction, requestAction } from './request.ts';

const INQUORATE = 'have-quorum="0" dc-uuid="1" crm_feature_set="3.16.1"';
const BOTH = nodeState(1, '') + nodeState(2, '');

function request(
  cluster: Cluster,
  task: string,
  where: ClusterNode | null,
  optional = false,
  interval = 0,
  save = true,
) {
  const resource = primitive(cluster, 'r');
  const key = `r_${task}_${interval}`;
  return requestAction(cluster, { resource, key, task, node: where, optional, save });
}

describe('a request for an action (C1.2)', () => {
  it('numbers new actions from 1 and finds them again by key and node', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const [n1, n2] = [node(cluster, 'n1'), node(cluster, 'n2')];
    const stop = request(cluster, 'stop', n1);
    expect([stop.id, request(cluster, 'stop', n2).id]).toEqual([1, 2]);
    expect(request(cluster, 'stop', n1)).toBe(stop);
    expect(request(cluster, 'stop', null)).toBe(stop);
    expect(cluster.actions).toHaveLength(2);
  });

  it('gives an action without node the requested one', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const start = request(cluster, 'start', null);
    expect(start.isRunnable).toBe(false);
    expect(request(cluster, 'start', node(cluster, 'n2'))).toBe(start);
    expect(described(start)).toBe('r_start_0 on n2');
  });

  it('never makes a required action optional, and an optional one required when it is', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const n1 = node(cluster, 'n1');
    expect(request(cluster, 'stop', n1, true).isOptional).toBe(true);
    expect(request(cluster, 'stop', n1, false).isOptional).toBe(false);
    expect(request(cluster, 'stop', n1, true).isOptional).toBe(false);
  });

  it('keeps throw-away actions out of all lists', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const action = request(cluster, 'stop', node(cluster, 'n1'), false, 0, false);
    expect([action.id, cluster.actions.length, primitive(cluster, 'r').actions.length]).toEqual([0, 0, 0]);
  });

  it('leaves an unmanaged resource alone, but not its monitors', () => {
    const cluster = clusterOf({ resources: dummyWith('r', { 'is-managed': 'false' }), status: BOTH });
    const n1 = node(cluster, 'n1');
    expect(request(cluster, 'stop', n1).isOptional).toBe(true);
    expect(request(cluster, 'monitor', n1, false, 10000).isOptional).toBe(false);
  });

  it('shares the configured options between nodes', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const one = request(cluster, 'monitor', node(cluster, 'n1'), false, 10000);
    const two = request(cluster, 'monitor', node(cluster, 'n2'), false, 10000);
    expect(one.options).toBe(two.options);
    expect(one.metaValue('interval')).toBe('10000');
  });

  it('records why actions exist and change when reasons are kept', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const resource = primitive(cluster, 'r');
    const wanted = { resource, key: 'r_stop_0', task: 'stop', node: null, cause: 'moving' };
    requestAction(cluster, { ...wanted, optional: true });
    expect(requestAction(cluster, { ...wanted, optional: false }).trail).toEqual([
      { kind: 'created', cause: 'moving' },
      { kind: 'unrunnable', cause: 'no node' },
      { kind: 'required', cause: 'moving' },
    ]);
  });
});

describe('whether an action can run (C1.5)', () => {
  it('depends on the node being there', () => {
    const cluster = clusterOf({
      resources: FENCING + dummyWith('r', { 'is-managed': 'false' }),
      options: { 'stonith-enabled': 'true' },
      status: nodeState(1, '') + nodeState(2, '', { membership: LOST }),
    });
    expect(request(cluster, 'stop', node(cluster, 'n2')).isRunnable).toBe(false);
    expect(request(cluster, 'lrm_delete', node(cluster, 'n2')).isRunnable).toBe(true);
  });

  it('needs quorum for a start, and says so', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH, cib: INQUORATE });
    const n1 = node(cluster, 'n1');
    const start = request(cluster, 'start', n1);
    expect([start.isRunnable, start.reason]).toEqual([false, 'no quorum']);
    expect(request(cluster, 'stop', n1).isRunnable).toBe(true);
  });

  it('freezes what is not running already', () => {
    const cluster = clusterOf({
      resources: dummy('r'),
      status: BOTH,
      cib: INQUORATE,
      options: { 'no-quorum-policy': 'freeze' },
    });
    const [n1, r] = [node(cluster, 'n1'), primitive(cluster, 'r')];
    const start = request(cluster, 'start', n1);
    expect([start.isRunnable, start.reason]).toEqual([false, 'quorum freeze']);
    r.runningOn.push(n1);
    r.role = Role.Started;
    r.nextRole = Role.Started;
    start.flags |= 1;
    expect(request(cluster, 'start', n1).isRunnable).toBe(true);
  });

  it('lowers the next role of a promotable instance where quorum loss demotes', () => {
    const cluster = clusterOf({
      resources: dummy('r'),
      status: BOTH,
      cib: INQUORATE,
      options: { 'no-quorum-policy': 'demote' },
    });
    const r = primitive(cluster, 'r');
    expect(request(cluster, 'start', node(cluster, 'n1')).isRunnable).toBe(false);
    r.role = Role.Promoted;
    r.nextRole = Role.Promoted;
    expect(request(cluster, 'promote', node(cluster, 'n1')).isRunnable).toBe(true);
    expect(r.nextRole).toBe(Role.Unpromoted);
  });
});

describe('an ordering point by name (C1.2.4)', () => {
  it('is one for the whole cluster, optional and runnable', () => {
    const cluster = clusterOf({ resources: dummy('r'), status: BOTH });
    const point = pseudoAction(cluster, 'maintenance_nodes');
    expect(described(point)).toBe('maintenance_nodes optional pseudo');
    expect(pseudoAction(cluster, 'maintenance_nodes')).toBe(point);
  });
});
