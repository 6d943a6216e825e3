import { describe, expect, it } from 'vitest';
import {
  clusterOf,
  decided,
  dummy,
  dummyWith,
  FENCING,
  history,
  LOST,
  metaAttributes,
  node,
  nodeState,
  primitive,
  requiredActions,
} from '../history/history.fixture.ts';
import type { Action } from '../model/action.ts';
import type { Cluster } from '../model/cluster.ts';
import { canFence, fenceAction } from './fence-action.ts';
import { requestFencing } from './request.ts';

const ON = { 'stonith-enabled': 'true' };
const STARTED = [{ task: 'start' }, { task: 'monitor', interval: 10000 }];

function action(cluster: Cluster, key: string): Action {
  const found = cluster.actions.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no action ${key}`);
  return found;
}

/** Keys of what comes before an action. */
function inputs(cluster: Cluster, key: string): string[] {
  return action(cluster, key).before.map(({ first }) => first.key);
}

describe('whether a node can be fenced (A6.2)', () => {
  it('asks for fencing, a device, and quorum or a node that is online', () => {
    const status = nodeState(1, '') + nodeState(2, '', { membership: LOST });
    const able = clusterOf({ options: ON, resources: FENCING, status });
    expect(canFence(able, node(able, 'n2'))).toBe(true);
    const without = clusterOf({ options: ON, status });
    expect(canFence(without, node(without, 'n2'))).toBe(false);
    const off = clusterOf({ resources: FENCING, status });
    expect(canFence(off, node(off, 'n2'))).toBe(false);
    const cib = 'have-quorum="0" dc-uuid="1" crm_feature_set="3.16.1"';
    const lonely = clusterOf({ cib, options: ON, resources: FENCING, status });
    expect(canFence(lonely, node(lonely, 'n2'))).toBe(false);
    expect(canFence(lonely, node(lonely, 'n1'))).toBe(true);
    const careless = { ...ON, 'no-quorum-policy': 'ignore' };
    const bold = clusterOf({ cib, options: careless, resources: FENCING, status });
    expect(canFence(bold, node(bold, 'n2'))).toBe(true);
  });
});

describe('requests to fence (A6.1, A6.3)', () => {
  it('keep the first reason and stay optional until fencing is scheduled', () => {
    const cluster = clusterOf({
      options: ON,
      resources: FENCING,
      status: nodeState(1, '') + nodeState(2, ''),
    });
    requestFencing(cluster, node(cluster, 'n2'), 'first', false);
    requestFencing(cluster, node(cluster, 'n2'), 'second', false);
    const fence = action(cluster, 'stonith-n2-reboot');
    expect(fence).toMatchObject({ reason: 'first', isOptional: true, node: node(cluster, 'n2') });
    expect(fence.metaValue('stonith_action')).toBe('reboot');
    expect(node(cluster, 'n2').isUnclean).toBe(true);
    expect(fenceAction(cluster, node(cluster, 'n2'), null, false, 'third', false)).toBe(fence);
    expect(fence).toMatchObject({ reason: 'first', isOptional: false });
  });

  it('of a guest fail its container, unless nobody manages that', () => {
    const guest = (meta: Record<string, string>) => {
      const cluster = clusterOf({
        resources: dummyWith('vm', { 'remote-node': 'g', ...meta }),
        status: nodeState(1, ''),
      });
      requestFencing(cluster, node(cluster, 'g'), 'gone', false);
      return cluster;
    };
    const managed = guest({});
    expect(primitive(managed, 'vm')).toMatchObject({ isFailed: true, mustStop: true });
    expect(node(managed, 'g')).toMatchObject({ remoteRequiresReset: true });
    expect(managed.actions).toEqual([]);
    const unmanaged = guest({ 'is-managed': 'false' });
    expect(node(unmanaged, 'g').remoteRequiresReset).toBe(false);
  });
});

describe('scheduling of fencing (C3.3)', () => {
  const lost = (count: number) =>
    Array.from({ length: count }, (_, i) => nodeState(i + 2, '', { membership: LOST })).join('');

  it('fences unclean nodes one after the other, the DC last', () => {
    const cluster = decided({
      nodeCount: 4,
      options: ON,
      cib: 'have-quorum="1" dc-uuid="2" crm_feature_set="3.16.1"',
      resources: FENCING,
      status: nodeState(1, '') + lost(3),
    });
    expect(inputs(cluster, 'stonith-n3-reboot')).toEqual([]);
    expect(inputs(cluster, 'stonith-n4-reboot')).toEqual(['stonith-n3-reboot']);
    expect(inputs(cluster, 'stonith-n2-reboot')).toEqual(['stonith-n4-reboot']);
    expect(action(cluster, 'stonith-n3-reboot').reason).toBe('peer is no longer part of the cluster');
  });

  it('fences at the same time where that is allowed, the DC after all others', () => {
    const cluster = decided({
      nodeCount: 4,
      options: { ...ON, 'concurrent-fencing': 'true' },
      cib: 'have-quorum="1" dc-uuid="2" crm_feature_set="3.16.1"',
      resources: FENCING,
      status: nodeState(1, '') + lost(3),
    });
    expect(inputs(cluster, 'stonith-n4-reboot')).toEqual([]);
    expect(inputs(cluster, 'stonith-n2-reboot').toSorted()).toEqual([
      'stonith-n3-reboot',
      'stonith-n4-reboot',
    ]);
  });

  it('does nothing where nothing is managed', () => {
    const cluster = decided({
      options: { ...ON, 'maintenance-mode': 'true' },
      resources: FENCING,
      status: nodeState(1, '') + lost(1),
    });
    expect(action(cluster, 'stonith-n2-reboot').isOptional).toBe(true);
  });

  it('says so when a node is unclean for no other reason', () => {
    const cluster = decided({ options: ON, resources: FENCING, status: nodeState(1, '') });
    expect(action(cluster, 'stonith-n2-reboot')).toMatchObject({
      isOptional: false,
      reason: 'node is unclean',
    });
  });
});

describe('resources around fencing (C3.4)', () => {
  it('start elsewhere only after it, and need not be stopped any more', () => {
    const cluster = decided({
      options: ON,
      resources: FENCING + dummy('r'),
      status: nodeState(1, '') + nodeState(2, history('r', STARTED), { membership: LOST }),
    });
    expect(inputs(cluster, 'r_start_0')).toContain('stonith-n2-reboot');
    const stop = action(cluster, 'r_stop_0');
    expect(stop).toMatchObject({ isPseudo: true, isRunnable: true, node: node(cluster, 'n2') });
    expect(inputs(cluster, 'r_stop_0')).toContain('stonith-n2-reboot');
  });

  it('do not wait when they ask for nothing', () => {
    const cluster = decided({
      options: ON,
      resources: FENCING + dummyWith('r', { requires: 'nothing' }),
      status: nodeState(1, '') + nodeState(2, history('r', STARTED), { membership: LOST }),
    });
    expect(inputs(cluster, 'r_start_0')).not.toContain('stonith-n2-reboot');
    expect(action(cluster, 'r_stop_0').isPseudo).toBe(true);
  });

  it('of a guest whose container is to be restarted come after its pseudo-fencing (C3.5)', () => {
    const guestState = `<node_state id="g" uname="g" remote_node="true"><lrm id="g"><lrm_resources>
      ${history('r', STARTED)}</lrm_resources></lrm></node_state>`;
    const connection = 'class="ocf" provider="pacemaker" type="remote" container="vm"';
    const failed = { task: 'monitor', interval: 10000, rc: 7, isFailure: true, call: 9 };
    const cluster = decided({
      options: ON,
      resources: FENCING + dummyWith('vm', { 'remote-node': 'g' }) + dummy('r'),
      status:
        nodeState(1, history('vm', [{ task: 'start' }, failed]) + history('g', STARTED, connection)) +
        nodeState(2, '') +
        guestState,
    });
    const fence = action(cluster, 'stonith-g-reboot');
    expect(fence).toMatchObject({ isPseudo: true, isOptional: false, reason: 'guest is unclean' });
    expect(inputs(cluster, 'stonith-g-reboot')).toContain('vm_stop_0');
    expect(inputs(cluster, 'r_start_0')).toContain('stonith-g-reboot');
  });
});

describe('priority-fencing-delay (C3.8, A6.5)', () => {
  const delayed = (priority: string, on: 1 | 2) => {
    const cluster = decided({
      options: { ...ON, 'priority-fencing-delay': '30s', 'no-quorum-policy': 'ignore' },
      cib: 'have-quorum="0" dc-uuid="1" crm_feature_set="3.16.1"',
      resources: FENCING + dummyWith('r', { priority }),
      status:
        nodeState(1, on === 1 ? history('r', STARTED) : '') +
        nodeState(2, on === 2 ? history('r', STARTED) : '', { membership: LOST }),
    });
    return action(cluster, 'stonith-n2-reboot').metaValue('priority-fencing-delay');
  };

  it('spares the node with the more important resources for a while', () => {
    expect(delayed('10', 2)).toBe('30');
  });

  it('is none for the less important node, and where all are equal', () => {
    expect(delayed('10', 1)).toBe('0');
    expect(delayed('0', 2)).toBe('0');
  });
});

describe('shutdown of nodes (C2.12)', () => {
  it('waits for all stops there, that of the DC for the other shutdowns', () => {
    const attributes = { shutdown: '1699999000' };
    const cluster = decided({
      nodeCount: 3,
      resources: dummy('r'),
      status:
        nodeState(1, '', { attributes }) +
        nodeState(2, history('r', STARTED), { attributes }) +
        nodeState(3, ''),
    });
    expect(inputs(cluster, 'do_shutdown-n2')).toContain('r_stop_0');
    expect(inputs(cluster, 'do_shutdown-n1')).toContain('do_shutdown-n2');
    expect(requiredActions(cluster)).toContain('r_start_0 n3');
  });
});

describe('unfencing (C3.6)', () => {
  const device = `<primitive id="scsi" class="stonith" type="fence_scsi">${metaAttributes('scsi', { provides: 'unfencing' })}</primitive>`;
  const agent = 'class="stonith" type="fence_scsi"';

  it('of a node that never was comes before what needs it', () => {
    const cluster = decided({
      options: ON,
      resources: device + dummy('r'),
      status: nodeState(1, '') + nodeState(2, '', { attributes: { '#node-unfenced': '1' } }),
    });
    expect(action(cluster, 'stonith-n1-on')).toMatchObject({ isOptional: false });
    expect(action(cluster, 'stonith-n1-on').reason).toMatch(/^required by /);
    expect(action(cluster, 'stonith-n2-on').isOptional).toBe(true);
    expect(action(cluster, 'stonith-n1-on').metaValue('digests-all')).toMatch(
      /^scsi:fence_scsi:[0-9a-f]{32},$/,
    );
  });

  it('is due again where the device was changed since', () => {
    const attributes = { '#node-unfenced': '1', '#digests-all': 'scsi:fence_scsi:older,' };
    const cluster = decided({
      options: ON,
      resources: device,
      status: nodeState(1, '', { attributes }) + nodeState(2, history('scsi', [{ task: 'start' }], agent)),
    });
    expect(action(cluster, 'stonith-n1-on').isOptional).toBe(false);
  });
});
