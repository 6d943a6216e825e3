import { describe, expect, it } from 'vitest';
import type { Primitive } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { configuredCluster } from './cluster-fixture.ts';
import { findNode, findResource } from './find.ts';
import { operationOptions } from './operation-options.ts';
import { parametersOn } from './parameters.ts';
import { readRemoteAttributes, updateRemoteStatus } from './remote-status.ts';

const GUEST = `<group id="g"><primitive id="vm" class="ocf" provider="heartbeat" type="VirtualDomain">
  <meta_attributes id="m"><nvpair id="a" name="remote-node" value="guest1"/>
  <nvpair id="b" name="remote-addr" value="10.0.0.9"/></meta_attributes></primitive></group>`;
const REMOTE = '<primitive id="far" class="ocf" provider="pacemaker" type="remote"/>';

describe('remote and guest nodes (A4.6)', () => {
  it('come from connections and from meta remote-node, whose connection is listed last', () => {
    const cluster = configuredCluster({ resources: `${GUEST}${REMOTE}` });
    expect(cluster.resources.map((resource) => resource.id)).toEqual(['g', 'far', 'guest1']);
    expect(cluster.nodes.map((node) => [node.name, node.kind, node.attributes.get('#kind')])).toEqual([
      ['far', 'remote', 'remote'],
      ['guest1', 'remote', 'container'],
      ['n1', 'member', 'cluster'],
      ['n2', 'member', 'cluster'],
    ]);
    const connection = findResource(cluster, 'guest1') as Primitive;
    expect(connection).toMatchObject({
      isRemoteConnection: true,
      isInternal: true,
      allowsMigration: false,
      container: { id: 'vm' },
    });
    expect(connection.container?.fillers).toEqual([connection]);
    expect(Object.fromEntries(parametersOn(cluster, connection, null))).toEqual({ addr: '10.0.0.9' });
    expect(operationOptions(cluster, connection, 'start', 0, null).timeoutMs).toBe(60_000);
  });

  it('also come from the template of a connection, but not from what is made of it (observed)', () => {
    const cluster = configuredCluster({
      nodes: '<node id="1" uname="n1"/>',
      resources:
        '<template id="T" class="ocf" provider="pacemaker" type="remote"/><primitive id="far" template="T"/>',
    });
    expect(cluster.nodes.map((node) => node.name)).toEqual(['n1', 'T']);
    expect(findResource(cluster, 'far')).toMatchObject({ isRemoteConnection: true });
  });

  it('start unseen and unclean when remote, but not when guest', () => {
    const cluster = configuredCluster({ resources: `${GUEST}${REMOTE}` });
    expect(findNode(cluster, 'far')).toMatchObject({ isUnseen: true, isUnclean: true });
    expect(findNode(cluster, 'guest1')).toMatchObject({ isUnseen: false, isUnclean: false });
  });

  it('are allowed for guest connections only in an asymmetric cluster', () => {
    const cluster = configuredCluster({
      options: { 'symmetric-cluster': 'false' },
      resources: `${GUEST}${REMOTE}`,
    });
    expect(findResource(cluster, 'guest1')?.allowed.size).toBe(4);
    expect(findResource(cluster, 'far')?.allowed.size).toBe(0);
  });
});

describe('status of a remote or guest node (A4.7, A4.8)', () => {
  function guest(status = '') {
    const cluster = configuredCluster({ resources: GUEST, status });
    const node = findNode(cluster, 'guest1');
    const connection = findResource(cluster, 'guest1');
    const container = findResource(cluster, 'vm');
    if (node === null || connection === null || container === null) throw new Error('incomplete');
    connection.role = container.role = Role.Started;
    return { cluster, node, connection, container };
  }

  it('is online while its connection is started', () => {
    const { cluster, node } = guest();
    updateRemoteStatus(cluster, node);
    expect(node.isOnline).toBe(true);
  });

  it('shuts down when its connection shall stop', () => {
    const { cluster, node, connection } = guest();
    connection.nextRole = Role.Stopped;
    updateRemoteStatus(cluster, node);
    expect(node).toMatchObject({ isOnline: true, isShutdown: true });
  });

  it('needs a reset when its container failed or its host was lost', () => {
    const { cluster, node, container } = guest();
    container.isFailed = true;
    updateRemoteStatus(cluster, node);
    expect(node).toMatchObject({ isOnline: false, remoteRequiresReset: true });

    const lost = guest();
    lost.connection.runningOn = [findNode(lost.cluster, 'n1')!];
    updateRemoteStatus(lost.cluster, lost.node);
    expect(lost.node).toMatchObject({ isOnline: false, remoteRequiresReset: true });
  });

  it('needs none when its container is stopped', () => {
    const { cluster, node, container } = guest();
    container.role = Role.Stopped;
    node.remoteRequiresReset = true;
    updateRemoteStatus(cluster, node);
    expect(node).toMatchObject({ isOnline: false, remoteRequiresReset: false });
  });

  it('takes maintenance from an unmanaged connection and probes from an attribute', () => {
    const { cluster, node, connection } =
      guest(`<node_state id="guest1" uname="guest1" node_in_maintenance="1">
      <transient_attributes id="guest1"><instance_attributes id="t">
      <nvpair id="x" name="resource-discovery-enabled" value="false"/></instance_attributes></transient_attributes></node_state>`);
    connection.isManaged = false;
    readRemoteAttributes(cluster, node);
    expect(node).toMatchObject({ isMaintenance: true, allowsProbes: false, remoteMaintenance: true });
  });
});
