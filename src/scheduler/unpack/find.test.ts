import { expect, it } from 'vitest';
import { configuredCluster } from './cluster-fixture.ts';
import { findResource, setHistoryName } from './find.ts';

function clusterWithClone() {
  return configuredCluster({
    resources: `<clone id="c"><primitive id="r" class="ocf" provider="heartbeat" type="Dummy"/></clone>
      <primitive id="x" class="ocf" provider="heartbeat" type="Dummy"/>`,
  });
}

it('finds instances by full id, and case matters', () => {
  const cluster = clusterWithClone();
  expect(findResource(cluster, 'r:1')?.instance).toBe(1);
  expect(findResource(cluster, 'R:1')).toBeNull();
  expect(findResource(cluster, 'r')).toBeNull();
});

it('finds an instance by the name history gave it, until that is forgotten', () => {
  const cluster = clusterWithClone();
  const second = findResource(cluster, 'r:1');
  if (second === null) throw new Error('no instance');
  setHistoryName(cluster, second, 'r');
  expect(findResource(cluster, 'r')).toBe(second);
  setHistoryName(cluster, second, null);
  expect(findResource(cluster, 'r')).toBeNull();
});

it('takes the first in a walk of the tree when an id and a history name are the same', () => {
  const cluster = clusterWithClone();
  const first = findResource(cluster, 'r:0');
  if (first === null) throw new Error('no instance');
  setHistoryName(cluster, first, 'r:1');
  expect(findResource(cluster, 'r:1')).toBe(first);
  setHistoryName(cluster, first, 'x');
  expect(findResource(cluster, 'x')).toBe(first);
});
