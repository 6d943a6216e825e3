import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { user } from './user.ts';

let folder: string;
let complaint: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-user-'));
  await writeFile(join(folder, 'api.json'), JSON.stringify({ folder }));
  complaint = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complaint += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const run = (...argv: string[]): Promise<number> => user([...argv, '--config', join(folder, 'api.json')]);

test('a password on the command line is refused, and not repeated', async () => {
  expect(await run('add', 'alice', 'hunter2hunter2', '--role', 'viewer')).toBe(64);
  expect(complaint).toContain('passwords do not belong on the command line');
  expect(complaint).not.toContain('hunter2');
  expect(existsSync(join(folder, 'users.json'))).toBe(false);
});

test('what is missing or unknown is said', async () => {
  expect(await run('add', 'alice')).toBe(64);
  expect(complaint).toContain('--role is to be one of viewer, operator, admin');
  expect(await run('add', '--role', 'viewer')).toBe(64);
  expect(await run('rename', 'alice')).toBe(64);
  expect(await run('remove', 'alice')).toBe(1);
  expect(complaint).toContain('HWS-API-023');
  expect(await run('list')).toBe(0);
});
