import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foreignFolder } from './own-folder.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hawser-own-folder-'));
  folder = join(parent, 'run');
  mkdirSync(folder);
});

afterEach(() => rmSync(parent, { recursive: true }));

it.each([0o700, 0o750, 0o755])('takes a folder of its own with mode %o', (mode) => {
  chmodSync(folder, mode);
  expect(foreignFolder(folder)).toBeNull();
});

it.each([0o775, 0o757, 0o777])('takes none that others may write to, with mode %o', (mode) => {
  chmodSync(folder, mode);
  expect(foreignFolder(folder)).toMatchObject({ code: 'HWS-DMN-012' });
});

it('takes no link to a folder', () => {
  const link = join(parent, 'link');
  symlinkSync(folder, link);
  expect(foreignFolder(link)).toMatchObject({ code: 'HWS-DMN-012' });
});

it.runIf(process.getuid?.() === 0)('takes a sticky folder of root, and none of another user', () => {
  chmodSync(folder, 0o1777);
  expect(foreignFolder(folder)).toBeNull();
  chmodSync(folder, 0o755);
  chownSync(folder, 65_534, 65_534);
  expect(foreignFolder(folder)).toMatchObject({ code: 'HWS-DMN-012' });
});
