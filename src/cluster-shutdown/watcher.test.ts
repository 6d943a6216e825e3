import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import { DISK } from '../store/file-system.ts';
import { runtimePath, statePath } from './folders.ts';
import { exampleHandOver } from './hand-over/example.fixture.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import { FileJournal } from './run/journal.ts';
import { BENCH_BOOT, WatcherBench } from './watcher-bench.fixture.ts';
import { readWatcherHealth } from './watcher-health.ts';

let bench: WatcherBench;

beforeEach(() => {
  bench = new WatcherBench();
});
afterEach(() => bench.close());

describe('the watcher', () => {
  it('S0.29 S0.31 S0.32 S0.44 is woken by a hand-over, deletes it before the first command, and goes through', async () => {
    // The poll is out of reach: inotify has to do.
    await bench.watcher({ pollMs: 600_000 }).start();
    const startedAt = performance.now();
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => !existsSync(runtimePath(bench.folders, 'handOver')), 'the hand-over is taken');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await bench.until(() => bench.commands.includes('soft c1'), 'all are commanded');
    expect(bench.commands).toEqual(['soft n1', 'soft c2', 'soft c1']);
    expect(bench.isThereAtCommand).toEqual([false, false, false]);
    // Written before the last batch goes.
    expect(bench.reports).toMatchObject([{ outcome: null, tally: { off: 2, pending: 1 } }]);
  });

  it('S0.29 finds a hand-over that lay there before it came, and one inotify did not tell of', async () => {
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.watcher().start();
    await bench.until(() => bench.commands.length === 3, 'the run goes through');
  });

  it('goes on watching when the folder was removed and made again', async () => {
    await bench.watcher().start();
    rmSync(bench.folders.runtime, { recursive: true });
    await bench.until(() => existsSync(bench.folders.runtime), 'the folder is there again');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.length === 3, 'the run goes through');
    expect(readWatcherHealth(bench.folders).isRunning).toBe(true);
  });

  it('S0.30 refuses what is malformed, keeps it as evidence and alerts', async () => {
    await bench.watcher().start();
    writeFileSync(runtimePath(bench.folders, 'handOver'), '{"format":1,"order":', { mode: 0o600 });
    await bench.until(() => bench.alerts.length === 1, 'it alerts');
    expect(bench.alerts).toMatchObject([{ code: 'HWS-SDN-070' }]);
    expect(existsSync(runtimePath(bench.folders, 'handOver'))).toBe(false);
    const [kept] = readdirSync(statePath(bench.folders, 'refused'));
    expect(readFileSync(join(statePath(bench.folders, 'refused'), kept as string), 'utf8')).toBe(
      '{"format":1,"order":',
    );
    expect(bench.commands).toEqual([]);
  });

  it('S0.33 does nothing about a hand-over of an earlier boot', async () => {
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.watcher({ boot: { ...BENCH_BOOT, id: 'next-boot' } }).start();
    await bench.until(() => bench.alerts.length === 1, 'it alerts');
    expect(bench.alerts).toMatchObject([{ code: 'HWS-SDN-071' }]);
    expect([bench.commands, bench.chassis.size]).toEqual([[], 0]);
  });

  it('S0.33 does nothing about a journal of an earlier boot but finish its report', async () => {
    const journal = FileJournal.begin(statePath(bench.folders, 'journal'), exampleHandOver());
    journal.record({ kind: 'begin', at: 5 }, true);
    journal.close();
    await bench.watcher({ boot: { ...BENCH_BOOT, id: 'next-boot' } }).start();
    expect(bench.reports).toMatchObject([{ outcome: 'interrupted', tally: { 'not-reached': 3 } }]);
    expect([bench.commands, bench.chassis.size]).toEqual([[], 0]);
    expect(readdirSync(statePath(bench.folders, 'journal'))).toEqual([]);
  });

  it('goes on after its own death, whatever a crash left of the last line', async () => {
    const first = bench.watcher();
    await first.start();
    bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    await first.stop();
    const [name] = readdirSync(statePath(bench.folders, 'journal'));
    writeFileSync(join(statePath(bench.folders, 'journal'), name as string), '{"kind":"answ', { flag: 'a' });
    await bench.watcher().start();
    await bench.until(() => bench.commands.includes('soft c1'), 'the run goes through');
    expect(bench.commands).toEqual(['soft n1', 'off n1', 'soft c2', 'soft c1']);
    expect(bench.reports[0]?.notes.map(({ text }) => text)).toContain(
      'the watcher was started again and goes on',
    );
  });

  it('does a run once even if its hand-over appears again', async () => {
    await bench.watcher().start();
    bench.fake('n1').faults = [
      { kind: 'deaf', to: 'soft' },
      { kind: 'deaf', to: 'off' },
    ];
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.hasEnded, 'the run ends');
    const sent = bench.commands.length;
    await bench.until(() => bench.alerts.length === 1, 'it is noticed');
    expect(bench.alerts).toMatchObject([{ code: 'HWS-SDN-071' }]);
    expect(bench.commands.length).toBe(sent);
  });

  it('goes on where a fault of its own keeps it from a machine', async () => {
    await bench.watcher().start();
    bench.broken.add('n1');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft c1'), 'the run goes through');
    const [report] = bench.reports;
    expect(report?.machines.find(({ name }) => name === 'n1')).toMatchObject({
      verdict: 'bmc-unreachable',
      steps: [{ outcome: 'failed', text: 'a fault of ours' }],
    });
  });

  it('stops when cancelled', async () => {
    await bench.watcher().start();
    bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    const handOver = exampleHandOver();
    await writeHandOver(DISK, bench.folders, handOver);
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    writeFileSync(
      runtimePath(bench.folders, 'cancel'),
      JSON.stringify({ run: handOver.order.run, by: 'me' }),
    );
    await bench.until(() => bench.hasEnded, 'the run ends');
    expect(bench.reports).toMatchObject([
      { outcome: 'cancelled', tally: { commanded: 1, 'not-reached': 2 } },
    ]);
    expect(bench.commands).toEqual(['soft n1']);
    await bench.until(() => !existsSync(runtimePath(bench.folders, 'intent')), 'the intent is taken back');
  });

  it('goes on without a disk to write on', async () => {
    // A file where the folders should be: nothing can be kept.
    rmSync(bench.folders.state, { recursive: true, force: true });
    const watcher = bench.watcher();
    await watcher.start();
    rmSync(bench.folders.state, { recursive: true });
    writeFileSync(bench.folders.state, '');
    writeFileSync(join(bench.folders.runtime, 'shutdown-journal'), '');
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft c1'), 'the run goes through');
    expect(bench.logs.some((text) => text.startsWith('HWS-SDN-073'))).toBe(true);
  });

  it('S0.45 tells a webhook before the last batch, and waits for no dead one', async () => {
    const told: {
      subject: string;
      data: RunReport;
      commandsThen: number;
      authorization: string | undefined;
    }[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => {
        text += piece.toString('utf8');
      });
      request.on('end', () => {
        const { authorization } = request.headers;
        told.push({ ...JSON.parse(text), commandsThen: bench.commands.length, authorization });
        response.end('ok');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const token = join(bench.folder, 'token');
    writeFileSync(token, 'Bearer secret-of-the-hook\n', { mode: 0o600 });
    const notify: HandOver['notify'] = {
      mail: [],
      webhooks: [
        { url: `http://127.0.0.1:${port}/hook/with-a-token`, authorization: { kind: 'file', path: token } },
        { url: 'http://127.0.0.1:1/closed', authorization: null },
      ],
    };
    await bench.watcher().start();
    await writeHandOver(DISK, bench.folders, exampleHandOver({ notify }));
    await bench.until(() => bench.commands.includes('soft c1'), 'the run goes through');
    expect(told).toMatchObject([
      {
        subject: '[hawser] Shutdown of test: the last batch follows',
        data: { tally: { off: 2, pending: 1 } },
        commandsThen: 2,
        authorization: 'Bearer secret-of-the-hook',
      },
    ]);
    await bench.until(
      () => readFileSync(runtimePath(bench.folders, 'status'), 'utf8').includes('HWS-NTF'),
      'it is told',
    );
    const status: RunReport = JSON.parse(readFileSync(runtimePath(bench.folders, 'status'), 'utf8'));
    expect(status.notes.filter(({ problem }) => problem?.code === 'HWS-NTF-001').length).toBe(1);
    expect(JSON.stringify(status) + bench.logs.join('')).not.toMatch(/with-a-token|secret-of-the-hook/);
    server.close();
  });
});
