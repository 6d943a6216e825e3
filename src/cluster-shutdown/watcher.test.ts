import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeChassis } from '../power/fake.ts';
import type { Problem } from '../result/problem.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import { DISK } from '../store/file-system.ts';
import type { Boot } from './boot.ts';
import { runtimePath, type ShutdownFolders, statePath } from './folders.ts';
import { exampleHandOver } from './hand-over/example.fixture.ts';
import type { HandOver } from './hand-over/hand-over.ts';
import { writeHandOver } from './hand-over/write.ts';
import { FileJournal } from './run/journal.ts';
import { ShutdownWatcher } from './watcher.ts';
import { readWatcherHealth } from './watcher-health.ts';

const BOOT: Boot = { id: 'this-boot', uptimeSeconds: () => 160 };

let folder: string;
let folders: ShutdownFolders;
let chassis: Map<string, FakeChassis>;
let alerts: Problem[];
let logs: string[];
let watchers: ShutdownWatcher[];
let commands: string[];
let isThereAtCommand: boolean[];
/** Hosts whose way is broken in a way nobody expects. */
let broken: Set<string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-watcher-'));
  folders = { runtime: join(folder, 'run'), state: join(folder, 'state') };
  mkdirSync(folders.runtime);
  chassis = new Map();
  alerts = [];
  logs = [];
  watchers = [];
  commands = [];
  isThereAtCommand = [];
  broken = new Set();
});
afterEach(async () => {
  for (const watcher of watchers) await watcher.stop();
  rmSync(folder, { recursive: true });
});

function fake(host: string): FakeChassis {
  const known = chassis.get(host);
  if (known !== undefined) return known;
  const made = new FakeChassis({ host, port: 623 });
  chassis.set(host, made);
  return made;
}

function makeWatcher(boot: Boot = BOOT, pollMs = 50): ShutdownWatcher {
  const watcher = new ShutdownWatcher({
    folders,
    boot,
    version: 'test',
    pollMs,
    surroundings: async () => ({
      ask: null,
      powerOffLocally: () => undefined,
      chassis: ({ address }) => {
        const made = fake(address.host);
        return {
          address,
          send: (action, deadlineMs) => {
            if (action !== 'status') {
              commands.push(`${action} ${address.host}`);
              isThereAtCommand.push(existsSync(runtimePath(folders, 'handOver')));
            }
            if (broken.has(address.host)) return Promise.reject(new Error('a fault of ours'));
            return made.send(action, deadlineMs);
          },
        };
      },
    }),
    log: (_level, text) => logs.push(text),
    alert: async (problem) => {
      alerts.push(problem);
    },
  });
  watchers.push(watcher);
  return watcher;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}; ${logs.join('\n')}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

function reports(): readonly RunReport[] {
  const path = statePath(folders, 'reports');
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
}

const hasEnded = () => reports().some(({ outcome }) => outcome !== null);

describe('the watcher', () => {
  it('S0.29 S0.31 S0.32 S0.44 is woken by a hand-over, deletes it before the first command, and goes through', async () => {
    // The poll is out of reach: inotify has to do.
    await makeWatcher(BOOT, 600_000).start();
    const startedAt = performance.now();
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => !existsSync(runtimePath(folders, 'handOver')), 'the hand-over is taken');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await until(() => commands.includes('soft c1'), 'all are commanded');
    expect(commands).toEqual(['soft n1', 'soft c2', 'soft c1']);
    expect(isThereAtCommand).toEqual([false, false, false]);
    // Written before the last batch goes.
    expect(reports()).toMatchObject([{ outcome: null, tally: { off: 2, pending: 1 } }]);
  });

  it('S0.29 finds a hand-over that lay there before it came, and one inotify did not tell of', async () => {
    await writeHandOver(DISK, folders, exampleHandOver());
    await makeWatcher().start();
    await until(() => commands.length === 3, 'the run goes through');
  });

  it('goes on watching when the folder was removed and made again', async () => {
    await makeWatcher().start();
    rmSync(folders.runtime, { recursive: true });
    await until(() => existsSync(folders.runtime), 'the folder is there again');
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => commands.length === 3, 'the run goes through');
    expect(readWatcherHealth(folders).isRunning).toBe(true);
  });

  it('S0.30 refuses what is malformed, keeps it as evidence and alerts', async () => {
    await makeWatcher().start();
    writeFileSync(runtimePath(folders, 'handOver'), '{"format":1,"order":', { mode: 0o600 });
    await until(() => alerts.length === 1, 'it alerts');
    expect(alerts).toMatchObject([{ code: 'HWS-SDN-070' }]);
    expect(existsSync(runtimePath(folders, 'handOver'))).toBe(false);
    const [kept] = readdirSync(statePath(folders, 'refused'));
    expect(readFileSync(join(statePath(folders, 'refused'), kept as string), 'utf8')).toBe(
      '{"format":1,"order":',
    );
    expect(commands).toEqual([]);
  });

  it('S0.33 does nothing about a hand-over of an earlier boot', async () => {
    await writeHandOver(DISK, folders, exampleHandOver());
    await makeWatcher({ ...BOOT, id: 'next-boot' }).start();
    await until(() => alerts.length === 1, 'it alerts');
    expect(alerts).toMatchObject([{ code: 'HWS-SDN-071' }]);
    expect([commands, chassis.size]).toEqual([[], 0]);
  });

  it('S0.33 does nothing about a journal of an earlier boot but finish its report', async () => {
    const journal = FileJournal.begin(statePath(folders, 'journal'), exampleHandOver());
    journal.record({ kind: 'begin', at: 5 }, true);
    journal.close();
    await makeWatcher({ ...BOOT, id: 'next-boot' }).start();
    expect(reports()).toMatchObject([{ outcome: 'interrupted', tally: { 'not-reached': 3 } }]);
    expect([commands, chassis.size]).toEqual([[], 0]);
    expect(readdirSync(statePath(folders, 'journal'))).toEqual([]);
  });

  it('goes on after its own death, whatever a crash left of the last line', async () => {
    const first = makeWatcher();
    await first.start();
    fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => commands.includes('soft n1'), 'the first command');
    await first.stop();
    const [name] = readdirSync(statePath(folders, 'journal'));
    writeFileSync(join(statePath(folders, 'journal'), name as string), '{"kind":"answ', { flag: 'a' });
    await makeWatcher().start();
    await until(() => commands.includes('soft c1'), 'the run goes through');
    expect(commands).toEqual(['soft n1', 'off n1', 'soft c2', 'soft c1']);
    expect(reports()[0]?.notes.map(({ text }) => text)).toContain(
      'the watcher was started again and goes on',
    );
  });

  it('does a run once even if its hand-over appears again', async () => {
    await makeWatcher().start();
    fake('n1').faults = [
      { kind: 'deaf', to: 'soft' },
      { kind: 'deaf', to: 'off' },
    ];
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => commands.includes('soft n1'), 'the first command');
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(hasEnded, 'the run ends');
    const sent = commands.length;
    await until(() => alerts.length === 1, 'it is noticed');
    expect(alerts).toMatchObject([{ code: 'HWS-SDN-071' }]);
    expect(commands.length).toBe(sent);
  });

  it('goes on where a fault of its own keeps it from a machine', async () => {
    await makeWatcher().start();
    broken.add('n1');
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => commands.includes('soft c1'), 'the run goes through');
    const [report] = reports();
    expect(report?.machines.find(({ name }) => name === 'n1')).toMatchObject({
      verdict: 'bmc-unreachable',
      steps: [{ outcome: 'failed', text: 'a fault of ours' }],
    });
  });

  it('stops when cancelled', async () => {
    await makeWatcher().start();
    fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    const handOver = exampleHandOver();
    await writeHandOver(DISK, folders, handOver);
    await until(() => commands.includes('soft n1'), 'the first command');
    writeFileSync(runtimePath(folders, 'cancel'), JSON.stringify({ run: handOver.order.run, by: 'me' }));
    await until(hasEnded, 'the run ends');
    expect(reports()).toMatchObject([{ outcome: 'cancelled', tally: { commanded: 1, 'not-reached': 2 } }]);
    expect(commands).toEqual(['soft n1']);
    await until(() => !existsSync(runtimePath(folders, 'intent')), 'the intent is taken back');
  });

  it('goes on without a disk to write on', async () => {
    // A file where the folders should be: nothing can be kept.
    rmSync(folders.state, { recursive: true, force: true });
    const watcher = makeWatcher();
    await watcher.start();
    rmSync(folders.state, { recursive: true });
    writeFileSync(folders.state, '');
    writeFileSync(join(folders.runtime, 'shutdown-journal'), '');
    await writeHandOver(DISK, folders, exampleHandOver());
    await until(() => commands.includes('soft c1'), 'the run goes through');
    expect(logs.some((text) => text.startsWith('HWS-SDN-073'))).toBe(true);
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
        told.push({ ...JSON.parse(text), commandsThen: commands.length, authorization });
        response.end('ok');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const token = join(folder, 'token');
    writeFileSync(token, 'Bearer secret-of-the-hook\n', { mode: 0o600 });
    const notify: HandOver['notify'] = {
      mail: [],
      webhooks: [
        { url: `http://127.0.0.1:${port}/hook/with-a-token`, authorization: { kind: 'file', path: token } },
        { url: 'http://127.0.0.1:1/closed', authorization: null },
      ],
    };
    await makeWatcher().start();
    await writeHandOver(DISK, folders, exampleHandOver({ notify }));
    await until(() => commands.includes('soft c1'), 'the run goes through');
    expect(told).toMatchObject([
      {
        subject: '[hawser] Shutdown of test: the last batch follows',
        data: { tally: { off: 2, pending: 1 } },
        commandsThen: 2,
        authorization: 'Bearer secret-of-the-hook',
      },
    ]);
    await until(() => readFileSync(runtimePath(folders, 'status'), 'utf8').includes('HWS-NTF'), 'it is told');
    const status: RunReport = JSON.parse(readFileSync(runtimePath(folders, 'status'), 'utf8'));
    expect(status.notes.filter(({ problem }) => problem?.code === 'HWS-NTF-001').length).toBe(1);
    expect(JSON.stringify(status) + logs.join('')).not.toMatch(/with-a-token|secret-of-the-hook/);
    server.close();
  });
});
