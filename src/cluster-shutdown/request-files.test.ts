import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DISK } from '../store/file-system.ts';
import { runtimePath, statePath } from './folders.ts';
import { exampleHandOver } from './hand-over/example.fixture.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import { WatcherBench } from './watcher-bench.fixture.ts';

let bench: WatcherBench;

beforeEach(() => {
  bench = new WatcherBench();
});
afterEach(() => bench.close());

const lies = (name: 'handOver' | 'cancel') => existsSync(runtimePath(bench.folders, name));

/** Another hand-over than a good one is refused with a code, and nothing is sent. */
async function expectRefused(handOver: HandOver, code: string): Promise<void> {
  await bench.watcher().start();
  await writeHandOver(DISK, bench.folders, handOver);
  await bench.until(() => bench.alerts.length > 0, 'it is refused');
  expect(bench.alerts.map((problem) => problem.code)).toEqual([code]);
  expect([bench.commands, lies('handOver')]).toEqual([[], false]);
}

describe('what lies in the folder from which the watcher takes orders', () => {
  it('S0.30 a folder in the place of the hand-over is told of once', async () => {
    await bench.watcher().start();
    mkdirSync(runtimePath(bench.folders, 'handOver'));
    writeFileSync(join(runtimePath(bench.folders, 'handOver'), 'something'), '');
    await bench.until(() => bench.alerts.length > 0, 'it is refused');
    // The next request is taken as if nothing had been.
    await bench.until(() => !lies('handOver'), 'it is out of the way');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.length === 3, 'the run goes through');
    expect(bench.alerts).toHaveLength(1);
    expect(readdirSync(statePath(bench.folders, 'refused'))).toHaveLength(1);
  });

  it('a pipe in the place of a cancellation does not keep a shutdown from beginning', async () => {
    await bench.watcher().start();
    expect(spawnSync('mkfifo', [runtimePath(bench.folders, 'cancel')]).status).toBe(0);
    await bench.until(() => !lies('cancel'), 'it is out of the way');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.length === 3, 'the run goes through');
  });

  it.runIf(process.getuid?.() === 0)('a cancellation that another user wrote cancels nothing', async () => {
    await bench.watcher().start();
    bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    const handOver = exampleHandOver();
    await writeHandOver(DISK, bench.folders, handOver);
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    const planted = join(bench.folder, 'planted');
    writeFileSync(planted, JSON.stringify({ run: handOver.order.run, by: 'nobody' }), { mode: 0o644 });
    chownSync(planted, 65534, 65534);
    renameSync(planted, runtimePath(bench.folders, 'cancel'));
    await bench.until(() => bench.commands.includes('soft c1'), 'it goes on');
    expect(bench.logs.some((text) => text.includes('could have been written by others'))).toBe(true);
  });

  it('a folder that everybody may write to is not worked in', async () => {
    chmodSync(bench.folders.runtime, 0o777);
    await expect(bench.watcher().start()).rejects.toThrow('others may write');
  });

  it('S0.33 a hand-over from the future of this boot is refused', async () => {
    await expectRefused(exampleHandOver({ uptimeSeconds: 1e9 }), 'HWS-SDN-071');
  });

  it('S0.21 a hand-over that puts another machine beside the acceptor is refused', async () => {
    const { order } = exampleHandOver();
    const batches: HandOver['order']['batches'] = [
      { kind: 'compute', waves: [['n1']] },
      { kind: 'this-controller', waves: [['c2', 'c1']] },
    ];
    await expectRefused(exampleHandOver({ order: { ...order, batches } }), 'HWS-SDN-070');
  });
});
