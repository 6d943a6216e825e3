import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../shutdown-plan/run/event.ts';
import { DISK } from '../store/file-system.ts';
import { runtimePath, statePath } from './folders.ts';
import { exampleHandOver } from './hand-over/example.fixture.ts';
import { type HandOver, LONGEST_PAUSE_SECONDS } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import { FileJournal, journalPath, readJournal } from './run/journal.ts';
import { BENCH_BOOT, WatcherBench } from './watcher-bench.fixture.ts';

let bench: WatcherBench;

beforeEach(() => {
  bench = new WatcherBench();
});
afterEach(() => bench.close());

const HAND_OVER = exampleHandOver();
const { run, acceptedAt } = HAND_OVER.order;
/** Soft takes as long as nobody waits in a test. */
const PATIENT: HandOver = {
  ...HAND_OVER,
  order: {
    ...HAND_OVER.order,
    machines: HAND_OVER.order.machines.map((machine) => ({
      ...machine,
      policy: { softMs: 3_600_000, hardMs: 60_000 },
    })),
  },
};
const folder = () => statePath(bench.folders, 'journal');
const path = () => journalPath(folder(), run);

/** A journal as a former life of the watcher left it. */
function leaveJournal(events: readonly RunEvent[], handOver = HAND_OVER): void {
  const journal = FileJournal.begin(folder(), handOver);
  for (const event of events) journal.record(event, false);
  journal.close();
}

/** A former life that sends n1 its soft command, which n1 ignores, and dies. */
async function dieAfterFirstCommand(handOver = PATIENT): Promise<void> {
  const first = bench.watcher();
  await first.start();
  bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
  await writeHandOver(DISK, bench.folders, handOver);
  const isSent = () => readJournal(folder(), run)?.events.some(isSoftAnswered) === true;
  await bench.until(isSent, 'the first command is answered');
  await first.stop();
  rmSync(runtimePath(bench.folders, 'watcher'));
}

const isSoftAnswered = (event: RunEvent) =>
  event.kind === 'answered' && event.machine === 'n1' && event.outcome === 'accepted';
const isGoingOn = () =>
  bench.status.notes.some(({ text }) => text === 'the watcher was started again and goes on');

describe('a watcher that comes back', () => {
  it('carries out an accepted request whose journal cannot be read, if nothing was sent yet', async () => {
    await writeHandOver(DISK, bench.folders, HAND_OVER);
    leaveJournal([]);
    writeFileSync(path(), readFileSync(path()).subarray(0, 100));
    await bench.watcher().start();
    await bench.until(() => bench.commands.length === 3, 'the run goes through');
    expect(bench.commands).toEqual(['soft n1', 'soft c2', 'soft c1']);
    expect(bench.alerts).toEqual([]);
    expect(readdirSync(statePath(bench.folders, 'refused'))).toHaveLength(1);
  });

  it('does nothing about a journal that cannot be read once the request is taken, and tells', async () => {
    leaveJournal([{ kind: 'begin', at: acceptedAt + 1 }]);
    writeFileSync(path(), readFileSync(path()).subarray(1));
    await bench.watcher().start();
    expect(bench.alerts).toMatchObject([{ code: 'HWS-SDN-079' }]);
    expect([bench.commands, bench.chassis.size, readdirSync(folder())]).toEqual([[], 0, []]);
  });

  it.each([
    '{"kind":"disarmed","at":5}',
    '{"kind":"answered","at":5,"machine":"n1","id":"x"}',
    '{"kind":"note"}',
    '{"kind":"rearmed","at":"x"}',
  ])('comes up whatever is in an old journal: %s', async (line) => {
    leaveJournal([{ kind: 'begin', at: 5 }]);
    writeFileSync(path(), `${line}\n`, { flag: 'a' });
    await bench.watcher({ boot: { ...BENCH_BOOT, id: 'next-boot' } }).start();
    expect(bench.reports).toMatchObject([{ outcome: 'interrupted' }]);
  });

  it('gives every machine its whole time again where its journal is damaged', async () => {
    await dieAfterFirstCommand();
    const lines = readFileSync(path(), 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('"accepted"'));
    // A disk that returns something else than what was written.
    lines[at] = (lines[at] as string).replace(/"at":\d+/, '"at":7');
    writeFileSync(path(), lines.join('\n'));
    await bench.watcher().start();
    await bench.until(() => bench.commands.length === 2, 'n1 is told once more');
    expect(bench.commands).toEqual(['soft n1', 'soft n1']);
    const isTold = () => bench.status.notes.some(({ problem }) => problem?.code === 'HWS-SDN-078');
    await bench.until(isTold, 'the report tells of it');
    expect(readdirSync(statePath(bench.folders, 'refused'))).toHaveLength(1);
  });

  it('keeps a cancellation that stands behind a damaged line', async () => {
    await dieAfterFirstCommand();
    const journal = FileJournal.goOn(folder(), run);
    journal.record({ kind: 'cancel', at: acceptedAt + 61_000, by: 'me' }, true);
    journal.close();
    const lines = readFileSync(path(), 'utf8').split('\n');
    lines[2] = 'damaged';
    writeFileSync(path(), lines.join('\n'));
    await bench.watcher().start();
    await bench.until(() => bench.hasEnded, 'it ends');
    expect(bench.reports).toMatchObject([{ outcome: 'cancelled' }]);
    expect(bench.commands).toEqual(['soft n1']);
  });

  it('gives a machine its time for a soft power-off though the clock was set forward meanwhile', async () => {
    await dieAfterFirstCommand();
    const real = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + 2 * 3_600_000);
    try {
      await bench.watcher().start();
      const before = bench.status.machines[0]?.readings ?? 0;
      await bench.until(
        () => (bench.status.machines[0]?.readings ?? 0) > before + 2,
        'n1 is read again and again',
      );
      expect(isGoingOn()).toBe(true);
      expect(bench.commands).toEqual(['soft n1']);
    } finally {
      clock.mockRestore();
    }
  });

  const DAYS: typeof BENCH_BOOT = { id: 'this-boot', uptimeSeconds: () => 160 + 3 * 86_400 };

  it('waits for word about a run that was interrupted for days, and goes on anew when it is given', async () => {
    await dieAfterFirstCommand();
    await bench.watcher({ boot: DAYS }).start();
    expect(bench.alerts).toMatchObject([{ code: 'HWS-SDN-077' }]);
    expect(bench.status).toMatchObject({ outcome: null });
    expect(bench.status.notes.at(-1)?.problem?.code).toBe('HWS-SDN-077');
    expect(bench.commands).toEqual(['soft n1']);
    const job = bench.job(null, 'c1', DAYS);
    expect(await job.run('shutdown', 'a'.repeat(64), 'me')).toMatchObject({
      ok: false,
      refusal: { problems: [{ code: 'HWS-SDN-051' }] },
    });
    expect(await job.resume('me')).toMatchObject({ ok: true, value: { run } });
    // Not hard at once: what it was told days ago counts for nothing.
    await bench.until(() => bench.commands.length === 2, 'n1 is told once more');
    expect(bench.commands).toEqual(['soft n1', 'soft n1']);
    expect(await job.resume('me')).toMatchObject({ ok: false, problems: [{ code: 'HWS-SDN-058' }] });
  });

  it('ends a run that was interrupted for days when that is the word', async () => {
    await dieAfterFirstCommand();
    await bench.watcher({ boot: DAYS }).start();
    expect(await bench.job(null, 'c1', DAYS).cancel('me')).toMatchObject({ ok: true, value: { run } });
    await bench.until(() => bench.hasEnded, 'it ends');
    expect(bench.reports).toMatchObject([{ outcome: 'cancelled' }]);
    expect(bench.commands).toEqual(['soft n1']);
  });

  it('goes on by itself within the bound', async () => {
    await dieAfterFirstCommand();
    const uptimeSeconds = () => 160 + LONGEST_PAUSE_SECONDS - 5;
    await bench.watcher({ boot: { id: 'this-boot', uptimeSeconds } }).start();
    await bench.until(isGoingOn, 'it goes on');
    expect(bench.alerts).toEqual([]);
  });
});
