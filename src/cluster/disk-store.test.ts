import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../store/digest.ts';
import { DiskStore } from './disk-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-disk-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (): DiskStore =>
  new DiskStore({
    folder,
    nodeName: () => 'node1',
    release: 'test',
    localOffset: () => 0,
    timeZone: 'UTC',
    report: () => undefined,
  });

test.each([
  ['has a character no XML may hold', '<cib epoch="7" note="\u001b[32mUP"/>'],
  ['breaks off', '<cib epoch="7"><configuration>'],
  ['has another root', '<html/>'],
])('a CIB that %s is left as it is; the problem names it, a backup and the command', async (_what, text) => {
  const store = open();
  await store.read();
  await store.write('<cib epoch="1"/>', { adminEpoch: 0, epoch: 1, numUpdates: 0 }, '');
  const path = join(folder, 'cib', 'cib.xml');
  await writeFile(path, text);
  await writeFile(`${path}.sha256`, `${sha256(Buffer.from(text))}  cib.xml\n`);
  const read = await open().read();
  expect(read.ok).toBe(false);
  const [problem] = read.problems;
  expect(problem).toMatchObject({ code: 'HWS-STO-015', severity: 'error' });
  expect(problem?.message).toContain(path);
  expect(problem?.hint).toMatch(/cp '.*\/backups\/cib-0000000001-0\.1\.0-.*' '.*cib\.xml' && .*sha256sum/);
  expect(await readFile(path, 'utf8')).toBe(text);
});
