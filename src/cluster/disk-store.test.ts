import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DiskStore } from './disk-store.ts';

const VERSION = { adminEpoch: 0, epoch: 1, numUpdates: 0 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-disk-store-'));
});

afterEach(() => rm(folder, { recursive: true }));

function open(): DiskStore {
  return new DiskStore({
    folder,
    nodeName: () => 'north',
    release: 'test',
    localOffset: () => 0,
    timeZone: 'UTC',
    report: () => {},
  });
}

it('a node that never kept a CIB has none, and that is no failure', async () => {
  expect(await open().read()).toMatchObject({ ok: true, value: null });
});

it('what was written is read again', async () => {
  const store = open();
  await store.read();
  expect(await store.write('<cib/>', VERSION, '')).toBeNull();
  expect(await open().read()).toMatchObject({ ok: true, value: '<cib/>' });
});

it('a node none of whose copies is good does not come with an empty CIB', async () => {
  const store = open();
  await store.read();
  await store.write('<cib/>', VERSION, '');
  const entries = await readdir(join(folder, 'cib'), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    await writeFile(join(entry.parentPath, entry.name), 'damaged');
  }
  const kept = await open().read();
  expect(kept.ok).toBe(false);
  expect(kept.problems.map(({ code }) => code)).toContain('HWS-STO-003');
});

it.each([
  ['no XML', '<cib><a>&#0;</a></cib>'],
  ['no CIB', '<configuration/>'],
])('a node whose CIB is %s does not join, and nothing is written over it', async (_what, text) => {
  const store = open();
  await store.read();
  await store.write(text, VERSION, '');
  const kept = await open().read();
  expect(kept).toMatchObject({ ok: false, problems: [{ code: 'HWS-STO-014' }] });
  expect(await readFile(join(folder, 'cib', 'cib.xml'), 'utf8')).toBe(text);
});
