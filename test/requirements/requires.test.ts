import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findResource } from '../../src/scheduler/unpack/find.ts';
import { FENCING, PaperCluster } from './paper-cluster.ts';

/** What a resource waits for before it may start, by what its `requires` says. */
async function needs(fencing: string, ...words: readonly string[]) {
  using cluster = new PaperCluster(['node1', 'node2'], fencing);
  await cluster.create('web', words.join(' '));
  const { needsQuorum, needsFencing, needsUnfencing } = findResource(cluster.decided(), 'web') ?? {};
  return { quorum: needsQuorum, fencing: needsFencing, unfencing: needsUnfencing };
}

it('S1.104 requires is nothing, quorum, fencing or unfencing', async () => {
  const value = (requires: string) => needs(FENCING, 'meta', `requires=${requires}`);
  expect(await value('nothing')).toEqual({ quorum: false, fencing: false, unfencing: false });
  expect(await value('quorum')).toEqual({ quorum: true, fencing: false, unfencing: false });
  expect(await value('fencing')).toEqual({ quorum: false, fencing: true, unfencing: false });
  expect(await value('unfencing')).toEqual({ quorum: false, fencing: true, unfencing: true });
});

it('S1.104 without it a resource requires fencing where there is fencing, otherwise quorum', async () => {
  expect(await needs(FENCING)).toEqual({ quorum: false, fencing: true, unfencing: false });
  expect(await needs('')).toEqual({ quorum: true, fencing: false, unfencing: false });
});

it('S1.104 a resource that requires nothing starts without quorum, one that requires quorum does not', async () => {
  using cluster = new PaperCluster(['node1', 'node2', 'node3'], FENCING);
  await cluster.pcs('property set no-quorum-policy=freeze');
  cluster.settle();
  await cluster.create('any', 'meta requires=nothing');
  await cluster.create('voted', 'meta requires=quorum');
  const quorum = (has: 0 | 1): void =>
    writeFileSync(cluster.file, cluster.text.replace(/have-quorum="\d"/, `have-quorum="${has}"`));
  quorum(0);
  cluster.settle();
  expect(cluster.where('any')).toHaveLength(1);
  expect(cluster.where('voted')).toEqual([]);
  quorum(1);
  cluster.settle();
  expect(cluster.where('voted')).toHaveLength(1);
});
