import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentPorts, runAgent, thisMachine } from './agent.ts';
import { type AgentSettings, parseAgentFile, readAgentFile } from './agent-file.ts';
import { hostKey } from './heartbeat.ts';
import { HeartbeatLedger } from './heartbeat-ledger.ts';
import { HeartbeatReceiver } from './heartbeat-receiver.ts';
import { carryOut } from './remedy.ts';
import { askService, readUnit } from './service-state.ts';

const MASTER = '0123456789abcdef0123456789abcdef';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-agent-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function settingsOf(more: Partial<AgentSettings> = {}): AgentSettings {
  return {
    host: 'cmp1',
    controllers: [],
    key: { kind: 'file', path: '/k' },
    service: 'nova-compute.service',
    libvirt: null,
    intervalMs: 5_000,
    restartNetwork: null,
    remedyMs: 5_000,
    ...more,
  };
}

const said = (active: string, sub: string, load = 'loaded', result = 'success') =>
  `LoadState=${load}\nActiveState=${active}\nSubState=${sub}\nResult=${result}\n`;

describe('the compute service as its host sees it', () => {
  it.each([
    ['running', said('active', 'running')],
    ['running', said('reloading', 'reload')],
    ['failed', said('failed', 'failed', 'loaded', 'exit-code')],
    ['failed', said('inactive', 'dead')],
    ['failed', said('activating', 'auto-restart')],
    ['unknown', said('activating', 'start')],
    ['unknown', said('deactivating', 'stop-sigterm')],
    ['unknown', said('inactive', 'dead', 'not-found')],
    ['unknown', ''],
    ['unknown', 'Failed to connect to bus'],
  ])('S3.12 is %s, where systemd says %j', (service, output) => {
    expect(readUnit('nova-compute.service', output).service).toBe(service);
  });

  it.each([
    ['is not there', null],
    ['fails', 'echo "Failed to connect to bus" >&2; exit 1'],
    ['hangs', 'exec sleep 1000'],
  ])('is unknown, not failed, when systemctl %s', async (_, script) => {
    const path = script === null ? join(folder, 'none') : program('systemctl', script);
    expect((await askService('nova-compute.service', path)).service).toBe('unknown');
  });

  it('is asked of the unit that was named', async () => {
    const path = program('systemctl', `echo "$@" > ${folder}/asked; printf '${said('active', 'running')}'`);
    expect(await askService('other.service', path)).toEqual({
      service: 'running',
      words: 'other.service is active (running)',
    });
  });
});

describe('the agent', () => {
  it('S3.12 tells every controller, goes on where one cannot be reached, and above what an earlier agent said', async () => {
    const hosts = ['cmp1'];
    const ledgers = [0, 1].map(() => new HeartbeatLedger(hosts, MASTER, 15_000));
    const receivers = ledgers.map(
      (ledger) => new HeartbeatReceiver(ledger, { address: '127.0.0.1', port: 0 }, Date.now),
    );
    const ports = await Promise.all(receivers.map((receiver) => receiver.open()));
    const controllers = [
      { address: 'no-such-controller.invalid', port: 1 },
      ...ports.map((port) => ({ address: '127.0.0.1', port: port ?? 0 })),
    ];
    const logged: string[] = [];
    let uptimeMs = 5_000;
    const live = async (service: 'running' | 'failed', beats: number) => {
      const stop = new AbortController();
      let left = beats;
      const machine: AgentPorts = {
        ...thisMachine(),
        uptimeMs: () => uptimeMs,
        askService: async (unit) => ({
          service: unit === 'libvirtd.service' ? 'running' : service,
          words: unit,
        }),
        wait: async (ms) => {
          uptimeMs += ms;
          await Promise.all(receivers.map((receiver) => receiver.heard(hosts, 20_000)));
          if (--left === 0) stop.abort();
        },
        log: (line) => logged.push(line),
      };
      const settings = settingsOf({ controllers, libvirt: 'libvirtd.service' });
      await runAgent(settings, hostKey(MASTER, 'cmp1'), machine, stop.signal);
    };
    try {
      await live('running', 3);
      await live('failed', 1);
      for (const receiver of receivers)
        await expect
          .poll(async () => (await receiver.ask(hosts, { at: Date.now(), freshForMs: 40_000 })).get('cmp1'))
          .toMatchObject([
            { signal: 'heartbeat', value: 'alive' },
            {
              signal: 'host-service',
              value: 'failed',
              words: 'nova-compute.service; libvirtd.service',
              source: 'agent on cmp1',
              at: expect.any(Number),
              freshForMs: 40_000,
            },
          ]);
      expect(ledgers.map(({ counts }) => counts.replayed)).toEqual([0, 0]);
      expect(ledgers.map(({ counts }) => counts.taken)).toEqual([4, 4]);
      expect(logged.filter((line) => line.includes('no-such-controller'))).toHaveLength(2);
    } finally {
      await Promise.all(receivers.map((receiver) => receiver.close()));
    }
  });
});

describe('the agent’s file', () => {
  it('names controllers and key; the rest is usual', async () => {
    const text = 'host: cmp1\ncontrollers: [{ address: 10.0.0.1 }]\nkey: { file: /k }\n';
    const path = join(folder, 'agent.yaml');
    writeFileSync(path, text, { mode: 0o600 });
    expect(await readAgentFile(path)).toMatchObject({
      ok: true,
      value: {
        ...settingsOf({ remedyMs: 60_000 }),
        controllers: [{ address: '10.0.0.1', port: 8470 }],
      },
    });
    chmodSync(path, 0o622);
    expect(await readAgentFile(path)).toMatchObject({ ok: false, problems: [{ code: 'HWS-CMP-010' }] });
    expect((await readAgentFile(folder)).ok).toBe(false);
    expect((await readAgentFile(join(folder, 'none'))).ok).toBe(false);
  });

  it('is refused by line: strange keys, units that are none, no controller', () => {
    const lines = (text: string) => parseAgentFile(text, 'a').problems.map(({ at }) => at?.line);
    expect(
      lines('controllers: []\nkey: { file: /k }\nservice: "-H x.service"\nrestart: now\n').toSorted(),
    ).toEqual([1, 1, 3]);
    expect(lines('[')).not.toEqual([]);
  });
});

describe('a remedy on the host', () => {
  /** Runs what comes behind `--`, as systemd-run does in its own way, and notes its words. */
  const runs = () =>
    program(
      'systemd-run',
      `echo "$@" >> ${folder}/run\nwhile [ "$1" != -- ]; do shift; done; shift\nexec "$@"`,
    );
  const programsOf = (state: string) => ({
    run: runs(),
    control: program('systemctl', `[ "$1" = show ] || exit 0; printf '${state}'`),
  });

  it('S3.14 restarts the compute service, and is done only when it runs then', async () => {
    const running = programsOf(said('active', 'running'));
    expect(await carryOut('restart-service', settingsOf(), running)).toMatchObject({ kind: 'done' });
    const dead = programsOf(said('activating', 'auto-restart'));
    expect(await carryOut('restart-service', settingsOf(), dead)).toMatchObject({
      kind: 'failed',
      words: expect.stringMatching(/auto-restart/),
    });
  });

  it('S3.9 restarts the network by the command that was set, as a unit of its own with an end', async () => {
    const command = program('restart-network', `echo restarted > ${folder}/network`);
    const settings = settingsOf({ restartNetwork: [command] });
    const programs = { run: program('systemd-run', `echo "$@" > ${folder}/run`), control: 'none' };
    expect(await carryOut('restart-network', settings, programs)).toMatchObject({ kind: 'done' });
    expect(readFileSync(join(folder, 'run'), 'utf8').trim()).toBe(
      `--quiet --collect --wait --unit=hawser-restart-network --property=RuntimeMaxSec=5 -- ${command}`,
    );
    expect(await carryOut('restart-network', settingsOf(), programs)).toMatchObject({ kind: 'refused' });
  });

  it('has failed when the command fails or cannot be run', async () => {
    const settings = settingsOf({
      restartNetwork: [program('broken', 'echo no such interface >&2; exit 3')],
    });
    expect(await carryOut('restart-network', settings, { run: runs(), control: 'none' })).toEqual({
      kind: 'failed',
      words: expect.stringMatching(/broken ended with 3: no such interface/),
    });
    const missing = { run: join(folder, 'none'), control: 'none' };
    expect(await carryOut('restart-network', settings, missing)).toMatchObject({ kind: 'failed' });
  });
});
