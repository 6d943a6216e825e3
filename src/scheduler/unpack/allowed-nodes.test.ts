import { expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource } from './find.ts';

const primitive = (id: string) => `<primitive id="${id}" class="ocf" provider="heartbeat" type="Dummy"/>`;

it('fills tables that change independently of each other, however alike they start', () => {
  const cluster = configuredCluster({ resources: primitive('a') + primitive('b') });
  const a = findResource(cluster, 'a')?.allowed;
  const b = findResource(cluster, 'b')?.allowed;
  const [one, two] = cluster.nodes;
  if (!a || !b || !one || !two) throw new Error('incomplete');
  a.add(one, 7, null);
  b.remove(two);
  expect([a.score(one), a.has(two), a.size]).toEqual([7, true, 2]);
  expect([b.score(one), b.has(two), b.size]).toEqual([0, false, 1]);
  expect([a.copies, b.copies]).toEqual([null, null]);
});

it('knows only the nodes there are when it is filled', () => {
  const guest = `<bundle id="b"><podman image="i" replicas="1"/><network ip-range-start="10.0.0.1"/>${primitive('in')}</bundle>`;
  const cluster = configuredCluster({ resources: primitive('before') + guest + primitive('after') });
  const names = (id: string) =>
    cluster.nodes.filter((node) => findResource(cluster, id)?.allowed.has(node)).map((node) => node.name);
  expect(names('before')).toEqual(['n1', 'n2']);
  expect(names('after')).toEqual(['n1', 'n2']);
  expect(names('b')).toEqual(['n1', 'n2']);
  expect(names('b-clone')).toEqual(['b-0', 'n1', 'n2']);
});

it('keeps the base score as a reason', () => {
  const cluster = configuredCluster({
    keepReasons: true,
    nodes: '<node id="1" uname="n1" score="4"/>',
    resources: primitive('a'),
  });
  expect(findResource(cluster, 'a')?.allowed.trail).toMatchObject({
    reason: { kind: 'node-base-score' },
    value: 4,
  });
});
