import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../result/problem.ts';
import { CibStore } from './cib-store.ts';
import { sha256 } from './digest.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const FOLDER = '/cib';
const PATH = `${FOLDER}/cib.xml`;

function cib(epoch: number) {
  const xml = `<cib admin_epoch="0" epoch="${epoch}" num_updates="0"><configuration/><status>${'é'.repeat(epoch)}</status></cib>`;
  return { xml, version: { adminEpoch: 0, epoch, numUpdates: 0 }, at: 1_700_000_000_000 + epoch };
}

function storeOn(disk: SimulatedDisk, most = 5) {
  const reports: Problem[] = [];
  const store = new CibStore(FOLDER, (problem) => reports.push(problem), { most, oldestMs: 1_000_000 }, disk);
  return { store, reports };
}

const codes = (problems: readonly Problem[]) => problems.map((problem) => problem.code);

describe('the CIB store on a disk that forgets what was not synced', () => {
  it('finds nothing where nothing was ever written', async () => {
    const { store } = storeOn(new SimulatedDisk());
    expect(await store.open()).toEqual({ ok: true, value: null, problems: [] });
  });

  it('gives back what was acknowledged after any later power cut', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    expect(await store.save(cib(1))).toBeNull();
    disk.crash(() => 0);
    const read = await storeOn(disk).store.open();
    expect(read).toMatchObject({ ok: true, value: { xml: cib(1).xml }, problems: [] });
  });

  it('leaves the old or the new CIB whole when the machine dies at any call of a write, and says no false alarm', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 0, max: 3 }),
        async (choices, written) => {
          for (let call = 0; ; call++) {
            const disk = new SimulatedDisk();
            const { store } = storeOn(disk, 2);
            await store.open();
            for (let epoch = 1; epoch <= written; epoch++) await store.save(cib(epoch));
            disk.dieAt(call);
            const isAcknowledged = (await store.save(cib(written + 1))) === null;
            const isThrough = disk.calls < call;
            let next = 0;
            disk.crash((below) => (choices[next++ % choices.length] as number) % below);

            const again = storeOn(disk, 2).store;
            const read = await again.open();
            if (!read.ok) throw new Error(`call ${call}: ${read.problems[0]?.message}`);
            const wholes = isAcknowledged
              ? [cib(written + 1).xml]
              : [written === 0 ? undefined : cib(written).xml, cib(written + 1).xml];
            expect(wholes).toContain(read.value?.xml);
            expect(codes(read.problems).filter((code) => code !== 'HWS-STO-005')).toEqual([]);

            expect(await again.save(cib(written + 2))).toBeNull();
            const { value, problems } = (await storeOn(disk).store.open()) as {
              value: unknown;
              problems: unknown;
            };
            expect(value).toMatchObject({ xml: cib(written + 2).xml });
            expect(problems).toEqual([]);
            if (isThrough) return;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('survives a second crash while it repairs what the first one left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }),
        fc.nat(22),
        fc.nat(25),
        async (choices, first, second) => {
          const disk = new SimulatedDisk();
          const { store } = storeOn(disk);
          await store.open();
          await store.save(cib(1));
          await store.save(cib(2));
          let next = 0;
          const choose = (below: number) => (choices[next++ % choices.length] as number) % below;
          disk.dieAt(first);
          const isAcknowledged = (await store.save(cib(3))) === null;
          disk.crash(choose);
          disk.dieAt(second);
          await storeOn(disk).store.open();
          disk.crash(choose);
          const read = await storeOn(disk).store.open();
          if (!read.ok) throw new Error(read.problems[0]?.message);
          expect(isAcknowledged ? [cib(3).xml] : [cib(2).xml, cib(3).xml]).toContain(read.value?.xml);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses a damaged CIB, uses the copy of the same version, says so and keeps the evidence', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    await store.save(cib(2));
    disk.plant(PATH, cib(2).xml.replace('epoch="2"', 'epoch="9"'));
    const read = await storeOn(disk).store.open();
    expect(read).toMatchObject({ ok: true, value: { xml: cib(2).xml } });
    expect(codes(read.problems)).toEqual(['HWS-STO-001']);
    expect(read.problems[0]?.message).toContain('holds the same version');
    expect(disk.peek(`${PATH}.damaged`)).toContain('epoch="9"');
    expect(disk.peek(PATH)).toBe(cib(2).xml);
  });

  it('is not content with a CIB without digest, unless it is the newest backup’s', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    await disk.remove(`${PATH}.sha256`);
    disk.plant(PATH, '<cib/>');
    const read = await storeOn(disk).store.open();
    expect(codes(read.problems)).toEqual(['HWS-STO-001']);
    expect(read).toMatchObject({ value: { xml: cib(1).xml } });
  });

  it('takes no backup that may be older than what was acknowledged, and leaves everything as it is', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    for (const epoch of [1, 2, 3]) await store.save(cib(epoch));
    const [newest] = await store.backups();
    disk.plant(`${FOLDER}/backups/${newest?.fileName}`, 'rubbish');
    disk.plant(PATH, 'rubbish');
    const read = await storeOn(disk).store.open();
    expect(read.ok).toBe(false);
    expect(codes(read.problems)).toEqual(['HWS-STO-014', 'HWS-STO-004']);
    expect(read.problems[0]?.hint).toContain('sha256sum cib.xml > cib.xml.sha256');
    expect(disk.peek(PATH)).toBe('rubbish');
  });

  it('passes over a damaged backup of a write that was never acknowledged', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    for (const epoch of [1, 2, 3]) await store.save(cib(epoch));
    const [newest] = await store.backups();
    disk.plant(`${FOLDER}/backups/${newest?.fileName}`, 'rubbish');
    disk.plant(PATH, 'rubbish');
    disk.plant(`${PATH}.sha256`, `${sha256(cib(2).xml)}  cib.xml\n`);
    const read = await storeOn(disk).store.open();
    expect(read).toMatchObject({ ok: true, value: { xml: cib(2).xml } });
    expect(codes(read.problems)).toEqual(['HWS-STO-001', 'HWS-STO-004']);
  });

  it('reads nothing at all when no copy is good', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    for (const name of disk.names()) disk.plant(name, 'rubbish');
    const read = await storeOn(disk).store.open();
    expect(read.ok).toBe(false);
    expect(codes(read.problems)).toEqual(['HWS-STO-003', 'HWS-STO-004']);
  });

  it('restores a CIB that was removed', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    await store.save(cib(2));
    await disk.remove(PATH);
    const read = await storeOn(disk).store.open();
    expect(read).toMatchObject({ ok: true, value: { xml: cib(2).xml } });
    expect(codes(read.problems)).toEqual(['HWS-STO-002']);
  });

  it('takes an edited CIB when its digest was made anew', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    disk.plant(PATH, cib(7).xml);
    disk.plant(`${PATH}.sha256`, `${sha256(cib(7).xml)}  cib.xml\n`);
    expect(await storeOn(disk).store.open()).toMatchObject({ value: { xml: cib(7).xml }, problems: [] });
  });

  it('keeps no more backups than it may, by number and by age, and always the newest', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk, 3);
    await store.open();
    for (const epoch of [1, 2, 3, 4, 5]) await store.save(cib(epoch));
    expect((await store.backups()).map(({ version }) => version.epoch)).toEqual([5, 4, 3]);
    await store.save({ ...cib(6), at: cib(5).at + 2_000_000 });
    const backups = await store.backups();
    expect(backups.map(({ version, sequence }) => [version.epoch, sequence])).toEqual([[6, 6]]);
    expect(await store.readBackup(6)).toMatchObject({ ok: true, value: cib(6).xml });
    expect(codes((await store.readBackup(1)).problems)).toEqual(['HWS-STO-009']);
  });

  it('acknowledges writes that came together with one write, the last', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    const answers = await Promise.all([1, 2, 3, 4, 5].map((epoch) => store.save(cib(epoch))));
    expect(answers).toEqual([null, null, null, null, null]);
    expect((await store.backups()).length).toBeLessThanOrEqual(2);
    disk.crash(() => 0);
    expect(await storeOn(disk).store.open()).toMatchObject({ value: { xml: cib(5).xml } });
  });

  it('tells a full disk, keeps the CIB before, and writes again when there is room', async () => {
    const disk = new SimulatedDisk();
    const { store } = storeOn(disk);
    await store.open();
    await store.save(cib(1));
    disk.failing.set('write', new Error('ENOSPC: no space left on device'));
    expect((await store.save(cib(2)))?.code).toBe('HWS-STO-006');
    disk.failing.clear();
    expect(await storeOn(disk).store.open()).toMatchObject({ value: { xml: cib(1).xml }, problems: [] });
    expect(await store.save(cib(3))).toBeNull();
    expect(await storeOn(disk).store.open()).toMatchObject({ value: { xml: cib(3).xml }, problems: [] });
  });

  it('reports backups that cannot be removed and acknowledges the write all the same', async () => {
    const disk = new SimulatedDisk();
    const { store, reports } = storeOn(disk, 1);
    await store.open();
    await store.save(cib(1));
    disk.failing.set('remove', new Error('EROFS: read-only file system'));
    expect(await store.save(cib(2))).toBeNull();
    expect(codes(reports)).toEqual(['HWS-STO-008']);
  });

  it('says when its folder cannot be used', async () => {
    const disk = new SimulatedDisk();
    disk.failing.set('makeFolder', new Error('EACCES: permission denied'));
    expect(codes((await storeOn(disk).store.open()).problems)).toEqual(['HWS-STO-007']);
  });
});

describe('the CIB store on the machine’s own disk', () => {
  let scratch = '';
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hawser-store-'));
  });
  afterEach(async () => {
    await rm(scratch, { recursive: true });
  });

  it('writes what sha256sum agrees with, for the owner’s eyes only', async () => {
    const folder = join(scratch, 'deep', 'cib');
    const store = new CibStore(folder, () => undefined);
    await store.open();
    expect(await store.save(cib(3))).toBeNull();
    expect(execFileSync('sha256sum', ['-c', 'cib.xml.sha256'], { cwd: folder }).toString()).toBe(
      'cib.xml: OK\n',
    );
    expect(await readFile(join(folder, 'cib.xml'), 'utf8')).toBe(cib(3).xml);
    const [backup] = await store.backups();
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(folder)).toBe(0o700);
    expect(await mode(join(scratch, 'deep'))).toBe(0o700);
    expect(await mode(join(folder, 'backups'))).toBe(0o700);
    expect(await mode(join(folder, 'cib.xml'))).toBe(0o600);
    expect(await mode(join(folder, 'cib.xml.sha256'))).toBe(0o600);
    expect(await mode(join(folder, 'backups', backup?.fileName ?? ''))).toBe(0o600);
    expect(await new CibStore(folder, () => undefined).open()).toMatchObject({ value: { xml: cib(3).xml } });
  });

  it('closes a folder that was open to others and clears away what a crash left', async () => {
    await chmod(scratch, 0o755);
    await writeFile(join(scratch, 'cib.xml.unfinished'), '<ci');
    const store = new CibStore(scratch, () => undefined);
    expect(await store.open()).toEqual({ ok: true, value: null, problems: [] });
    expect((await stat(scratch)).mode & 0o777).toBe(0o700);
    await expect(stat(join(scratch, 'cib.xml.unfinished'))).rejects.toThrow('ENOENT');
  });
});
