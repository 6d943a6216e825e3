import { describe, expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { unpackNodeStates } from './node-state.ts';

function nodeWith(state: string, attributes = '', options: Record<string, string> = {}) {
  const transient =
    attributes === ''
      ? ''
      : `<transient_attributes id="1"><instance_attributes id="t">${attributes}</instance_attributes></transient_attributes>`;
  const cluster = configuredCluster({
    options,
    nodes: '<node id="1" uname="a"/>',
    resources: '<primitive id="f" class="stonith" type="fence_x"/>',
    status: `<node_state id="1" uname="a" ${state}>${transient}</node_state>`,
  });
  unpackNodeStates(cluster);
  const node = cluster.nodes[0];
  if (node === undefined) throw new Error('no node');
  return node;
}

const UP = 'in_ccm="true" crmd="online" join="member" expected="member"';
const attribute = (name: string, value: string) => `<nvpair id="n-${name}" name="${name}" value="${value}"/>`;

describe('state of a cluster node (A4.2, A4.5)', () => {
  it('is online and clean when it is an active member', () => {
    expect(nodeWith(UP)).toMatchObject({
      isOnline: true,
      isUnclean: false,
      isUnseen: false,
      isExpectedUp: true,
      baseScore: 0,
    });
  });

  it('is pending and in standby while it joins', () => {
    expect(nodeWith('in_ccm="true" crmd="online" join="pending" expected="member"')).toMatchObject({
      isOnline: true,
      isPending: true,
      isStandby: true,
    });
  });

  it('waits for a node that was not expected', () => {
    expect(nodeWith('in_ccm="true" crmd="offline" join="down"')).toMatchObject({
      isPending: true,
      isOnline: true,
    });
    expect(nodeWith('in_ccm="false" crmd="offline" join="down"')).toMatchObject({
      isPending: false,
      isOnline: false,
      isUnclean: false,
    });
  });

  it('keeps running on a node that is asked to shut down, but puts nothing new there', () => {
    const node = nodeWith(UP, attribute('shutdown', ''));
    expect(node).toMatchObject({ isOnline: true, isShutdown: true, baseScore: -1_000_000 });
    expect(nodeWith(UP, attribute('shutdown', '0')).isShutdown).toBe(false);
  });

  it('reads standby and maintenance from transient attributes', () => {
    expect(nodeWith(UP, attribute('standby', 'on')).isStandby).toBe(true);
    expect(nodeWith(UP, attribute('maintenance', 'true')).isMaintenance).toBe(true);
  });

  it('goes by membership and join alone without fencing', () => {
    const off = { 'stonith-enabled': 'false' };
    expect(nodeWith(UP, '', off).isOnline).toBe(true);
    expect(nodeWith('in_ccm="true" crmd="online" join="down"', '', off).isOnline).toBe(false);
    expect(nodeWith('in_ccm="false" crmd="online" join="member"', '', off)).toMatchObject({
      isOnline: false,
      isUnclean: false,
    });
  });
});
