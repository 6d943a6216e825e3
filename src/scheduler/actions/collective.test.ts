import { describe, expect, it } from 'vitest';
import { decided, dummy, history, metaAttributes, nodeState } from '../history/history.fixture.ts';
import { described } from './actions.fixture.ts';

const all = (cluster: ReturnType<typeof decided>) =>
  cluster.actions.filter((action) => action.key.endsWith('_0') && action.task !== 'monitor').map(described);

/** Both nodes know that nothing of these runs. */
function idle(...ids: readonly string[]): string {
  const histories = ids.map((id) => history(id, [{ task: 'monitor', rc: 7 }])).join('');
  return nodeState(1, histories) + nodeState(2, histories);
}

describe('the actions of a group (C2.7)', () => {
  it('are those of the members, then its own four ordering points', () => {
    const cluster = decided({
      resources: `<group id="g">${dummy('a')}${dummy('b')}</group>`,
      status: idle('a', 'b'),
    });
    expect(all(cluster).slice(0, 6)).toEqual([
      'a_start_0 on n1',
      'b_start_0 on n1',
      'g_start_0 pseudo',
      'g_running_0 pseudo',
      'g_stop_0 optional pseudo',
      'g_stopped_0 optional pseudo',
    ]);
  });
});

describe('the actions of a clone (C2.7)', () => {
  const clone = (meta: Record<string, string>) =>
    `<clone id="c">${metaAttributes('c', meta)}${dummy('a')}</clone>`;

  it('are those of the instances, then its own ordering points', () => {
    const cluster = decided({ resources: clone({}), status: idle('a') });
    expect(all(cluster).slice(0, 6)).toEqual([
      'a:0_start_0 on n1',
      'a:1_start_0 on n2',
      'c_start_0 pseudo',
      'c_running_0 pseudo',
      'c_stop_0 optional unrunnable pseudo',
      'c_stopped_0 optional unrunnable pseudo',
    ]);
  });

  it('have the notifications of start right after it, and promotion last', () => {
    const cluster = decided({ resources: clone({ notify: 'true', promotable: 'true' }), status: idle('a') });
    const keys = cluster.actions.filter((action) => action.resource?.id === 'c').map((action) => action.key);
    expect(keys).toEqual([
      'c_start_0',
      'c_running_0',
      'c_pre_notify_start_0',
      'c_confirmed-pre_notify_start_0',
      'c_post_notify_running_0',
      'c_confirmed-post_notify_running_0',
      'c_stop_0',
      'c_stopped_0',
      'c_pre_notify_stop_0',
      'c_confirmed-pre_notify_stop_0',
      'c_post_notify_stopped_0',
      'c_confirmed-post_notify_stopped_0',
      'c_promote_0',
      'c_promoted_0',
      'c_pre_notify_promote_0',
      'c_confirmed-pre_notify_promote_0',
      'c_post_notify_promoted_0',
      'c_confirmed-post_notify_promoted_0',
      'c_demote_0',
      'c_demoted_0',
      'c_pre_notify_demote_0',
      'c_confirmed-pre_notify_demote_0',
      'c_post_notify_demoted_0',
      'c_confirmed-post_notify_demoted_0',
    ]);
  });

  it('start one instance after the other when it is ordered', () => {
    const cluster = decided({ resources: clone({ ordered: 'true' }), status: idle('a') });
    const second = cluster.actions.find((action) => action.key === 'a:1_start_0');
    expect(second?.before.some((link) => link.first.key === 'a:0_start_0')).toBe(true);
  });
});

describe('the actions of a bundle (C2.7)', () => {
  it('are those of address, container and connection, its ordering points, then the inner clone', () => {
    const cluster = decided({
      resources: `<bundle id="w"><podman image="web:1" replicas="1"/><network ip-range-start="10.0.0.1"/>${dummy('a')}</bundle>`,
      status: nodeState(1, ''),
      nodeCount: 1,
    });
    const order = all(cluster).map((action) => action.split(' ')[0]);
    expect(order.slice(0, 12)).toEqual([
      'w-ip-10.0.0.1_start_0',
      'w-podman-0_start_0',
      'w-0_start_0',
      'w_start_0',
      'w_running_0',
      'w_stop_0',
      'w_stopped_0',
      'a:0_start_0',
      'w-clone_start_0',
      'w-clone_running_0',
      'w-clone_stop_0',
      'w-clone_stopped_0',
    ]);
  });
});
