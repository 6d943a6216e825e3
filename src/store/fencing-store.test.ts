import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FencingRecord } from '../controller/model/fencing.ts';
import type { Problem } from '../result/problem.ts';
import { FencingStore } from './fencing-store.ts';
import { SimulatedDisk } from './simulated-disk.ts';

function record(id: string): FencingRecord {
  return {
    id,
    target: 'node3',
    operation: 'reboot',
    devices: ['F'],
    executors: ['node1'],
    client: 'scheduler',
    startedAt: 1,
    endedAt: 2,
    outcome: 'confirmed',
    reason: 'node1 read node3 as off through F',
    evidence: [
      {
        kind: 'power-reading',
        device: 'F',
        witness: 'node1',
        action: 'status',
        outcome: 'ok',
        power: 'off',
        at: 2,
        text: 'power is off',
      },
    ],
  };
}

function storeOn(disk: SimulatedDisk) {
  const reports: Problem[] = [];
  return { store: new FencingStore('/fencing', (problem) => reports.push(problem), disk), reports };
}

it('gives back what was kept, and nothing where nothing was', async () => {
  const disk = new SimulatedDisk();
  const { store, reports } = storeOn(disk);
  expect(await store.open()).toEqual([]);
  void store.keep([record('a')]);
  await store.keep([record('a'), record('b')]);
  expect(await storeOn(disk).store.open()).toEqual([record('a'), record('b')]);
  expect(reports).toEqual([]);
});

it('holds the old or the new history when the machine dies at any call of a write', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 20 }), async (choices) => {
      for (let call = 0; call < 20; call++) {
        const disk = new SimulatedDisk();
        const { store } = storeOn(disk);
        await store.open();
        await store.keep([record('a')]);
        disk.dieAt(call);
        await store.keep([record('a'), record('b')]);
        let next = 0;
        disk.crash((count) => (choices[next++ % choices.length] as number) % count);
        const { store: after, reports } = storeOn(disk);
        const read = (await after.open()).map(({ id }) => id);
        expect([['a'], ['a', 'b']]).toContainEqual(read);
        expect(reports).toEqual([]);
      }
    }),
    { numRuns: 20 },
  );
});

it('sets aside what it cannot read, says so, and begins anew', async () => {
  for (const text of ['{', '{"form":2,"records":[]}', '{"form":1,"records":[{"id":"x"}]}', '[]']) {
    const disk = new SimulatedDisk();
    const { store, reports } = storeOn(disk);
    await store.open();
    const file = await disk.create('/fencing/fencing-history.json');
    await file.write(Buffer.from(text));
    await file.close();
    expect(await store.open()).toEqual([]);
    expect(reports.map(({ code }) => code)).toEqual(['HWS-STO-012']);
    expect(await disk.list('/fencing')).toEqual(['fencing-history.json.damaged']);
  }
});

it('says when the disk refuses, and goes on', async () => {
  const disk = new SimulatedDisk();
  const { store, reports } = storeOn(disk);
  await store.open();
  disk.failing.set('create', new Error('ENOSPC: no space left on device'));
  await store.keep([record('a')]);
  expect(reports.map(({ code }) => code)).toEqual(['HWS-STO-013']);
  disk.failing.clear();
  await store.keep([record('a')]);
  expect(await storeOn(disk).store.open()).toEqual([record('a')]);
});
