import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askFor } from '../../src/cli/live/connection.ts';
import { VERBS } from '../../src/cli/verbs.ts';
import { until } from '../lab/namespace-lab.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'hawser-bundle-'));
const bundle = join(folder, 'dist', 'hawser.mjs');
const running: ChildProcess[] = [];

beforeAll(() => {
  const built = spawnSync(process.execPath, ['scripts/build.ts', join(folder, 'dist')], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(built.stderr).toBe('');
});

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

it('loads every verb', () => {
  for (const { name } of VERBS) {
    const { stdout, stderr } = spawnSync(process.execPath, [bundle, name, '--help'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`, name).not.toMatch(/internal fault|Error:/);
    // The commands of pcs are shown as such by whatever name they are called.
    expect(stdout, name).toContain(name === 'pcs' ? 'Usage: pcs' : `hawser ${name}`);
  }
});

it('runs the daemon: a node of its own forms a cluster, answers and hands over at the end', async () => {
  const socket = join(folder, 'run', 'hawser.sock');
  const config = join(folder, 'daemon.json');
  const settings = {
    engine: { kind: 'embedded', nodeId: 1, name: 'alone' },
    stateFolder: join(folder, 'state'),
    runtimeFolder: join(folder, 'run'),
    socket: { path: socket, group: null },
    metrics: null,
  };
  writeFileSync(config, JSON.stringify(settings));
  const child = spawn(process.execPath, [bundle, 'daemon', '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      told += text.toString();
    });
  }
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  await until('the daemon to be a member', async () => {
    if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}: ${told}`);
    const answer = await askFor('status', { kind: 'status' }, socket);
    return answer.ok && answer.value.status.phase === 'ready';
  });
  child.kill('SIGTERM');
  expect(await ended, told).toBe(0);
});
