import { expect, it } from 'vitest';
import { dummy, location, testCib } from '../cib.fixture.ts';
import { TestCluster } from '../cluster.fixture.ts';

it('finds out anew what runs on a node that was apart, though the others never saw it go', () => {
  const cib = testCib({ resources: dummy('A'), constraints: location('node3', '100') });
  const cluster = new TestCluster(3, cib);
  cluster.form([1, 2, 3]);
  cluster.pass(30_000);
  expect(cluster.copiesOf('A')).toEqual(['node3']);
  // Without quorum it stops everything; for the others nothing has happened.
  cluster.cutUnseen(3);
  cluster.pass(30_000);
  expect(cluster.copiesOf('A')).toEqual([]);
  cluster.returnUnseen(3);
  cluster.pass(120_000);
  expect(cluster.copiesOf('A')).toEqual(['node3']);
  expect(cluster.cib(1)).toBe(cluster.cib(3));
});
