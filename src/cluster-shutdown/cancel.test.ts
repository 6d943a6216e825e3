import { existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCluster } from '../cluster/test-cluster.fixture.ts';
import { DISK } from '../store/file-system.ts';
import { disarmCluster, rearmCluster } from './cluster-port/disarm.ts';
import { type AskDaemon, HawserPort } from './cluster-port/hawser.ts';
import { claimCluster } from './cluster-port/intent.ts';
import { propertyOf } from './cluster-port/port.ts';
import { runtimePath } from './folders.ts';
import { exampleHandOver } from './hand-over/example.fixture.ts';
import { writeHandOver } from './hand-over/write.ts';
import { leaveWord } from './run-word.ts';
import { WatcherBench } from './watcher-bench.fixture.ts';

let bench: WatcherBench;

beforeEach(() => {
  bench = new WatcherBench();
});
afterEach(() => bench.close());

const { run } = exampleHandOver().order;
const NODES = ['node1', 'node2', 'node3'] as const;
const PROPERTIES = ['stop-all-resources', 'stonith-action', 'maintenance-mode', 'hawser-intent'];

async function runningCluster(): Promise<{ readonly cluster: TestCluster; readonly ask: AskDaemon }> {
  const cluster = new TestCluster();
  await cluster.boot(...NODES);
  await cluster.until(() => cluster.isSettled());
  const ask: AskDaemon = async (request) => {
    const daemon = cluster.cluster.daemons().find(({ name }) => name === 'node1');
    if (daemon === undefined) throw new Error('node1 has no daemon');
    return { ok: true, value: await daemon.request(request), problems: [] };
  };
  return { cluster, ask };
}

async function propertiesOf(ask: AskDaemon): Promise<Record<string, string | null>> {
  const properties = await new HawserPort(ask).properties();
  if (!properties.ok) throw new Error(properties.why);
  return Object.fromEntries(PROPERTIES.map((name) => [name, propertyOf(properties.value, name)]));
}

describe('cancelling', () => {
  it('while services are being stopped leaves the cluster as it was found', async () => {
    const { cluster, ask } = await runningCluster();
    try {
      const before = await propertiesOf(ask);
      await claimCluster(new HawserPort(ask), { action: 'shutdown', run, acceptor: 'c1' });
      // Services never stop: nobody turns the cluster's clock.
      const handOver = exampleHandOver({
        cluster: { kind: 'hawser', socket: '/unused', stopServicesMs: 60_000 },
      });
      await bench.watcher({}, ask).start();
      await writeHandOver(DISK, bench.folders, handOver);
      const areStopping = async () => (await propertiesOf(ask))['stop-all-resources'] === 'true';
      await bench.until(areStopping, 'services are told to stop');
      await leaveWord(bench.folders, 'cancel', { run, by: 'me' });
      await bench.until(() => bench.hasEnded, 'it is cancelled');
      expect(bench.reports).toMatchObject([{ outcome: 'cancelled', tally: { 'not-reached': 3 } }]);
      // What disarms has come to its end: it takes nothing any more after what was given back.
      expect(bench.status.notes.map(({ text }) => text)).toEqual([
        'cancelled by me',
        'stonith-action is off',
        'stop-all-resources is true',
        'the cluster has its settings back',
      ]);
      expect(await propertiesOf(ask)).toEqual(before);
      expect(bench.commands).toEqual([]);
    } finally {
      for (const name of NODES) cluster.powerOff(name);
    }
  }, 30_000);

  it('takes no further property once it was called off', async () => {
    const { cluster, ask } = await runningCluster();
    try {
      const port = new HawserPort(ask);
      await claimCluster(port, { action: 'shutdown', run, acceptor: 'c1' });
      const before = await propertiesOf(ask);
      expect(await disarmCluster(port, 60_000, () => 1, AbortSignal.abort())).toEqual([]);
      expect(await propertiesOf(ask)).toEqual(before);
      await rearmCluster(port, () => 1);
    } finally {
      for (const name of NODES) cluster.powerOff(name);
    }
  });

  it('by force while the watcher is down ends the run when it starts', async () => {
    const first = bench.watcher();
    await first.start();
    bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    await first.stop();
    // Its process is gone: what it left about itself names nobody.
    rmSync(runtimePath(bench.folders, 'watcher'));
    expect(await bench.job().cancel('me')).toMatchObject({ ok: false, problems: [{ code: 'HWS-SDN-035' }] });
    expect(await bench.job().cancel('me', true)).toMatchObject({ ok: true, value: { run } });
    await bench.watcher().start();
    await bench.until(() => bench.hasEnded, 'the run ends');
    expect(bench.commands).toEqual(['soft n1']);
    expect(bench.reports).toMatchObject([
      { outcome: 'cancelled', tally: { commanded: 1, 'not-reached': 2 } },
    ]);
    await bench.until(() => !existsSync(runtimePath(bench.folders, 'cancel')), 'the word is taken away');
  });

  it('by force finds the run by its journal where nothing shows it', async () => {
    const first = bench.watcher();
    await first.start();
    bench.fake('n1').faults = [{ kind: 'deaf', to: 'soft' }];
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => bench.commands.includes('soft n1'), 'the first command');
    await first.stop();
    rmSync(bench.folders.runtime, { recursive: true });
    expect(await bench.job().cancel('me', true)).toMatchObject({ ok: false });
    await bench.watcher({ pollMs: 600_000 }).start();
    expect(await bench.job().cancel('me')).toMatchObject({ ok: true, value: { run } });
    await bench.until(() => bench.hasEnded, 'the run ends');
    expect(bench.commands).toEqual(['soft n1']);
  });

  it('finds something to cancel from the moment on in which the request is taken', async () => {
    const { promise: held, resolve: go } = Promise.withResolvers<void>();
    const watcher = bench.watcher({
      surroundings: async () => {
        await held;
        return {
          ask: null,
          powerOffLocally: () => undefined,
          chassis: ({ address }) => bench.fake(address.host),
        };
      },
    });
    await watcher.start();
    await writeHandOver(DISK, bench.folders, exampleHandOver());
    await bench.until(() => !existsSync(runtimePath(bench.folders, 'handOver')), 'it is taken');
    expect(await bench.job().cancel('me')).toMatchObject({ ok: true, value: { run } });
    go();
    await bench.until(() => bench.hasEnded, 'the run ends');
    expect(bench.reports).toMatchObject([{ outcome: 'cancelled', tally: { 'not-reached': 3 } }]);
  });
});
