import { describe, expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { findNode } from './find.ts';

describe('nodes (A4.1)', () => {
  it('are listed in natural order, whatever the document says', () => {
    const cluster = configuredCluster({
      nodes: '<node id="1" uname="node10"/><node id="2" uname="Node2"/><node id="3" uname="node1"/>',
    });
    expect(cluster.nodes.map((node) => node.name)).toEqual(['node1', 'Node2', 'node10']);
    expect(cluster.nodesByIndex.map((node) => node.name)).toEqual(['node10', 'Node2', 'node1']);
  });

  it('are found by id or name in any case', () => {
    const cluster = configuredCluster({ nodes: '<node id="AB" uname="Host"/>' });
    expect(findNode(cluster, 'ab')?.name).toBe('Host');
    expect(findNode(cluster, 'hOST')?.name).toBe('Host');
    expect(findNode(cluster, 'other')).toBeNull();
  });

  it('start unseen, and unclean with startup fencing, except remote ones', () => {
    const cluster = configuredCluster({
      nodes: '<node id="1" uname="a"/><node id="2" uname="b" type="remote"/>',
    });
    expect(cluster.nodes.map(({ isUnseen, isUnclean }) => [isUnseen, isUnclean])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(cluster.hasRemoteNodes).toBe(true);
  });

  it('bring their base score into every table', () => {
    const cluster = configuredCluster({
      nodes: '<node id="1" uname="a" score="-5"/><node id="2" uname="b"/>',
      resources: '<primitive id="r" class="ocf" provider="heartbeat" type="Dummy"/>',
    });
    const table = cluster.resources[0]?.allowed;
    expect(cluster.nodes.map((node) => table?.score(node))).toEqual([-5, 0]);
  });

  it('have their special attributes, permanent attributes and utilization', () => {
    const cluster = configuredCluster({
      options: { 'cluster-name': 'cl' },
      nodes: `<node id="1" uname="a"><instance_attributes id="s"><nvpair id="p" name="rack" value="7"/>
        <nvpair id="q" name="#uname" value="hidden"/></instance_attributes>
        <utilization id="u"><nvpair id="v" name="cpu" value="4x"/></utilization></node>`,
    });
    const node = cluster.nodes[0];
    expect(Object.fromEntries(node?.attributes ?? [])).toEqual({
      '#kind': 'cluster',
      '#uname': 'a',
      '#id': '1',
      '#is_dc': 'true',
      '#cluster-name': 'cl',
      '#site-name': 'cl',
      rack: '7',
    });
    expect(node?.utilization.get('cpu')).toBe(4);
    expect(cluster.dc).toBe(node);
  });
});
