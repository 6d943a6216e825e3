import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISK } from '../../store/file-system.ts';
import { SimulatedDisk } from '../../store/simulated-disk.ts';
import type { Boot } from '../boot.ts';
import { runtimePath } from '../folders.ts';
import { exampleHandOver } from './example.fixture.ts';
import type { HandOver } from './hand-over.ts';
import { parseHandOver } from './shape.ts';
import { readHandOver } from './take.ts';
import { writeHandOver } from './write.ts';

const FOLDERS = { runtime: '/run/hawser', state: '/state' };
const PATH = runtimePath(FOLDERS, 'handOver');
const BOOT: Boot = { id: 'this-boot', uptimeSeconds: () => 160 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-hand-over-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets a reader look before every call, and after the last. */
function watched(disk: SimulatedDisk, look: () => void): SimulatedDisk {
  return new Proxy(disk, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        look();
        const result: unknown = await member.apply(target, given);
        look();
        if (name !== 'create') return result;
        const file = result as Record<string, (bytes: Uint8Array) => Promise<void>>;
        return {
          write: async (bytes: Uint8Array) => {
            // Half of it, as a slow disk would show it.
            look();
            await file.write?.(bytes);
            look();
          },
          sync: () => file.sync?.(bytesOf()),
          close: () => file.close?.(bytesOf()),
        };
      };
    },
  });
}
const bytesOf = () => new Uint8Array();

describe('the hand-over', () => {
  it('S0.17 S0.26 S0.27 is a file, written under the one name and appears under the other', async () => {
    expect(runtimePath(FOLDERS, 'unfinished')).toBe('/run/hawser/cluster_shutdown_nodes_tmp.json');
    expect(PATH).toBe('/run/hawser/cluster_shutdown_nodes.json');
    const disk = new SimulatedDisk();
    await writeHandOver(disk, FOLDERS, exampleHandOver());
    expect(disk.names()).toEqual([PATH]);
    expect(parseHandOver(disk.peek(PATH) ?? '')).toEqual(exampleHandOver());
  });

  it('S0.28 shows a reader no file or a whole one, at any moment of writing', async () => {
    const disk = new SimulatedDisk();
    const first = exampleHandOver();
    const seen = new Set<string | null>();
    const look = () => {
      const text = disk.peek(PATH);
      if (text !== null) expect(typeof parseHandOver(text)).toBe('object');
      seen.add(text === null ? null : (parseHandOver(text) as HandOver).bootId);
    };
    await writeHandOver(watched(disk, look), FOLDERS, first);
    expect(seen).toEqual(new Set([null, 'this-boot']));
  });

  it('S0.28 is nothing, or whole, wherever the writer or the machine dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        async (call, choices, isPowerCut) => {
          const disk = new SimulatedDisk();
          disk.dieAt(call);
          const isWritten = await writeHandOver(disk, FOLDERS, exampleHandOver()).then(
            () => true,
            () => false,
          );
          if (isPowerCut) disk.crash((below) => (choices.next().value as number) % below);
          const text = disk.peek(PATH);
          if (isWritten) expect(text).not.toBeNull();
          if (text !== null) expect(typeof parseHandOver(text)).toBe('object');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('S0.29 S0.30 is read when it is good, and refused with its text when it is not', async () => {
    const folders = { runtime: folder, state: folder };
    const path = runtimePath(folders, 'handOver');
    expect(await readHandOver(path, BOOT)).toEqual({ kind: 'none' });
    await writeHandOver(DISK, folders, exampleHandOver());
    expect(await readHandOver(path, BOOT)).toEqual({ kind: 'good', handOver: exampleHandOver() });
    const refusal = async (code: string) =>
      expect(await readHandOver(path, BOOT)).toMatchObject({ kind: 'refused', problem: { code } });
    chmodSync(path, 0o666);
    await refusal('HWS-SDN-072');
    chmodSync(path, 0o600);
    for (const text of ['', '{', '{}', JSON.stringify({ ...exampleHandOver(), extra: 1 })]) {
      writeFileSync(path, text);
      await refusal('HWS-SDN-070');
    }
    rmSync(path);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, JSON.stringify(exampleHandOver()));
    symlinkSync(elsewhere, path);
    await refusal('HWS-SDN-070');
    rmSync(path);
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('S0.33 is of no use in another boot, nor long after it was accepted', async () => {
    const folders = { runtime: folder, state: folder };
    const path = runtimePath(folders, 'handOver');
    await writeHandOver(DISK, folders, exampleHandOver());
    const refused = { kind: 'refused', problem: { code: 'HWS-SDN-071' } };
    expect(await readHandOver(path, { ...BOOT, id: 'next-boot' })).toMatchObject(refused);
    expect(await readHandOver(path, { ...BOOT, uptimeSeconds: () => 100 + 601 })).toMatchObject(refused);
    rmSync(path);
  });

  it('S0.21 is refused when it contradicts itself', () => {
    const good = exampleHandOver();
    const { order } = good;
    const wrong: readonly Partial<HandOver>[] = [
      { order: { ...order, batches: order.batches.toReversed() } },
      { order: { ...order, batches: order.batches.slice(1) } },
      { order: { ...order, batches: [...order.batches, ...order.batches] } },
      { order: { ...order, machines: [...order.machines, ...order.machines] } },
      { order: { ...order, acceptor: 'n1' } },
      { bmcs: {} },
    ];
    for (const change of wrong)
      expect(typeof parseHandOver(JSON.stringify({ ...good, ...change }))).toBe('string');
    expect(typeof parseHandOver(JSON.stringify(good))).toBe('object');
  });
});
