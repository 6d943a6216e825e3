import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProcessLock } from './process-lock.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/node/bin/node');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const take = (): ProcessLock => {
  const lock = ProcessLock.take(folder, 'test');
  if (!(lock instanceof ProcessLock)) throw new Error(`held by ${lock.pid}`);
  return lock;
};

it('is held by one at a time, also within a process', () => {
  const lock = take();
  expect(ProcessLock.take(folder, 'test')).toEqual({ isHeld: true, pid: process.pid });
  expect(ProcessLock.take(folder, 'another')).toBeInstanceOf(ProcessLock);
  lock.release();
  take();
});

it('is not held by a dead process, nor by another one that has its number now', () => {
  take();
  const [name = ''] = readdirSync(folder);
  const holder = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  writeFileSync(join(folder, name), JSON.stringify({ ...holder, startTicks: '1' }));
  take();
  expect(readdirSync(folder)).toEqual(['test.lock.2']);
});

it('is not won back through a number that was given out before', () => {
  take().release();
  take();
  // Somebody who looked at the first state.
  writeFileSync(join(folder, 'test.lock.1'), '');
  expect(ProcessLock.take(folder, 'test')).toMatchObject({ isHeld: true });
});

/** Takes the lock as often as it can and writes down both ends of each hold; each process is one line a write. */
const CONTENDER = `
import { appendFileSync } from 'node:fs';
import { ProcessLock } from ${JSON.stringify(join(import.meta.dirname, 'process-lock.ts'))};
const [folder, log, rounds] = process.argv.slice(2);
for (let done = 0; done < Number(rounds); ) {
  const lock = ProcessLock.take(folder, 'test');
  if (!(lock instanceof ProcessLock)) continue;
  appendFileSync(log, 'taken ' + process.pid + '\\n');
  appendFileSync(log, 'left ' + process.pid + '\\n');
  lock.release();
  done++;
}
`;

it('S0.15 is held by one of several processes that want it at the same moment', async () => {
  const script = join(folder, 'contender.ts');
  const log = join(folder, 'log');
  writeFileSync(script, CONTENDER);
  const locks = mkdtempSync(join(folder, 'locks-'));
  const contenders = [1, 2, 3].map(() =>
    spawn(NODE, [script, locks, log, '200'], { stdio: ['ignore', 'inherit', 'inherit'] }),
  );
  const codes = await Promise.all(contenders.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(1_200);
  for (let i = 0; i < lines.length; i += 2)
    expect([lines[i], lines[i + 1]]).toEqual([lines[i], lines[i]?.replace('taken', 'left')]);
  expect(lines.filter((line) => line.startsWith('taken'))).toHaveLength(600);
});
