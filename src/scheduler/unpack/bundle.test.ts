import { describe, expect, it } from 'vitest';
import type { Bundle, Primitive } from '../model/resource.ts';
import { nextAddress } from './bundle-address.ts';
import { configuredCluster } from './cluster-fixture.ts';
import { findNode, findResource } from './find.ts';
import { parametersOn } from './parameters.ts';

function unpacked(bundle: string, before = '') {
  const cluster = configuredCluster({ resources: `${before}<bundle id="b">${bundle}</bundle>` });
  return { cluster, bundle: findResource(cluster, 'b') as Bundle | null };
}

const INNER = '<primitive id="in" class="ocf" provider="pacemaker" type="Stateful"/>';

describe('bundles (A7.6)', () => {
  it('make container, address, connection and node for every replica, and the inner clone last', () => {
    const { cluster, bundle } = unpacked(
      `<podman image="i" replicas="2"/><network ip-range-start="10.0.0.254"/>${INNER}`,
    );
    expect(bundle?.children.map((child) => child.id)).toEqual([
      'b-podman-0',
      'b-ip-10.0.0.254',
      'b-0',
      'b-podman-1',
      'b-ip-10.0.1.1',
      'b-1',
      'b-clone',
    ]);
    expect(cluster.nodes.map((node) => node.name)).toEqual(['b-0', 'b-1', 'n1', 'n2']);
    expect(bundle?.replicas[1]).toMatchObject({
      ipAddress: '10.0.1.1',
      node: { name: 'b-1', baseScore: -1_000_000 },
    });
    expect(findResource(cluster, 'b-0')?.container?.id).toBe('b-podman-0');
    expect(findNode(cluster, 'b-0')?.attributes.get('#kind')).toBe('container');
  });

  it('keep each instance on its own node and everything else off it', () => {
    const { cluster, bundle } = unpacked(
      `<docker image="i" replicas="1" promoted-max="1"/><network control-port="3999"/>${INNER}`,
      '<primitive id="early" class="ocf" provider="heartbeat" type="Dummy"/>',
    );
    const node = findNode(cluster, 'b-0');
    const inner = bundle?.replicas[0]?.inner;
    if (node === null || !inner) throw new Error('incomplete');
    expect(bundle?.innerClone?.id).toBe('b-master');
    expect([inner.allowed.size, inner.allowed.score(node)]).toEqual([1, 500]);
    expect(bundle?.innerClone?.allowed.score(node)).toBe(-1_000_000);
    expect(findResource(cluster, 'early')?.allowed.has(node)).toBe(false);
    expect(findResource(cluster, 'b-docker-0')?.allowed.has(node)).toBe(false);
    const parameters = parametersOn(cluster, bundle?.replicas[0]?.connection as Primitive, null);
    expect(Object.fromEntries(parameters)).toEqual({ addr: '#uname', port: '3999' });
  });

  it('start containers with the options of spec A7.6.6', () => {
    const { cluster } = unpacked(`<docker image="img" replicas="1" network="host" options="-e A=1"/>
      <network ip-range-start="10.0.0.5" host-netmask="24" host-interface="eth0"><port-mapping id="p" port="80"/></network>
      <storage><storage-mapping id="s" source-dir="/data" target-dir="/d" options="rw"/>
      <storage-mapping id="t" source-dir-root="/logs" target-dir="/l"/></storage>${INNER}`);
    const parameters = parametersOn(cluster, findResource(cluster, 'b-docker-0') as Primitive, null);
    expect(parameters.get('run_opts')).toBe(
      ' --restart=no -h b-0 -e PCMK_stderr=1 --net=host -e PCMK_remote_port=3121 -v /data:/d:rw -v /logs/b-0:/l' +
        ' -v /etc/pacemaker/authkey:/etc/pacemaker/authkey -v /var/log/pacemaker/bundles/b-0:/var/log' +
        ' -p 10.0.0.5:80:80 -p 10.0.0.5:3121:3121 -e A=1  --add-host=b-0:10.0.0.5',
    );
    expect(parameters.get('mount_points')).toBe('/logs/b-0,/var/log/pacemaker/bundles/b-0');
    expect(parameters.get('run_cmd')).toBe('/usr/sbin/pacemaker-remoted');
    const address = parametersOn(cluster, findResource(cluster, 'b-ip-10.0.0.5') as Primitive, null);
    expect(Object.fromEntries(address)).toEqual({ ip: '10.0.0.5', nic: 'eth0', cidr_netmask: '24' });
  });

  it('consist of containers alone without a primitive', () => {
    const { cluster, bundle } = unpacked('<podman image="i" replicas="2"/>');
    expect(bundle?.children.map((child) => child.id)).toEqual(['b-podman-0', 'b-podman-1']);
    expect(cluster.hasRemoteNodes).toBe(false);
  });

  it('are ignored when the resource in them cannot be reached', () => {
    const { cluster, bundle } = unpacked(`<podman image="i"/>${INNER}`);
    expect(bundle).toBeNull();
    expect(cluster.problems.map((problem) => problem.code)).toContain('HWS-SCH-015');
  });

  it('move the utilization of the primitive to the container', () => {
    const loaded = INNER.replace(
      '/>',
      '><utilization id="u"><nvpair id="v" name="cpu" value="3"/></utilization></primitive>',
    );
    const { bundle } = unpacked(`<podman image="i"/><network ip-range-start="10.0.0.1"/>${loaded}`);
    expect(bundle?.replicas[0]?.container.utilization.get('cpu')).toBe(3);
    expect(bundle?.replicas[0]?.inner?.utilization.size).toBe(0);
  });
});

describe('addresses of replicas (A7.6.5)', () => {
  it.each([
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.253', '10.0.0.254'],
    ['10.0.0.254', '10.0.1.1'],
    ['10.0.254.1', null],
    ['fd00::1', null],
  ])('after %s comes %s', (address, next) => {
    expect(nextAddress(address)).toBe(next);
  });
});

describe('run options of the engines (A7.6.6, observed)', () => {
  function runOptions(agent: string, container = '', network = 'ip-range-start="10.0.0.1"') {
    const { cluster } = unpacked(`<${agent} image="i" ${container}/>
      <network ${network}><port-mapping id="p" port="80" internal-port="8080"/></network>
      <storage><storage-mapping id="s" source-dir="/a" target-dir="/var/log" options="rw"/></storage>${INNER}`);
    const primitive = findResource(cluster, `b-${agent}-0`) as Primitive;
    return parametersOn(cluster, primitive, null).get('run_opts');
  }

  it('speak rkt to rkt', () => {
    expect(runOptions('rkt')).toBe(
      ' --hostname=b-0 --environment=PCMK_stderr=1 --environment=PCMK_remote_port=3121' +
        ' --volume vol0,kind=host,source=/a,rw --mount volume=vol0,target=/var/log' +
        ' --volume vol1,kind=host,source=/etc/pacemaker/authkey --mount volume=vol1,target=/etc/pacemaker/authkey' +
        ' --port=8080:10.0.0.1:80 --port=3121:10.0.0.1:3121  --hosts-entry=10.0.0.1=b-0',
    );
  });

  it('open no ports on the network of the host without an address', () => {
    expect(runOptions('podman', 'network="host"', 'control-port="3122"')).toBe(
      ' -e PCMK_stderr=1 --net=host -e PCMK_remote_port=3122 -v /a:/var/log:rw' +
        ' -v /etc/pacemaker/authkey:/etc/pacemaker/authkey ',
    );
  });
});
