import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readShutdownArguments } from './arguments.ts';
import { SHUTDOWN_EXIT, shutdown } from './shutdown.ts';

const read = (line: string, environment: Readonly<Record<string, string>> = {}) =>
  readShutdownArguments(line === '' ? [] : line.split(' '), environment);

describe('the arguments of hawser cluster shutdown', () => {
  it('S0.10 say what to do, and where things are', () => {
    expect(read('')).toMatchObject({
      word: 'run',
      inventory: '/etc/hawser/inventory.yaml',
      folders: { runtime: '/var/run/hawser', state: '/var/lib/hawser/shutdown' },
      cluster: 'auto',
    });
    expect(read('--confirm abc -w')).toMatchObject({ word: 'run', confirm: 'abc', isWatch: true });
    expect(read('report some-run --output-format json')).toMatchObject({
      word: 'report',
      run: 'some-run',
      format: 'json',
    });
    expect(read('--cluster pacemaker', { HAWSER_INVENTORY: 'i' })).toMatchObject({
      cluster: 'pacemaker',
      inventory: 'i',
    });
  });

  it.each([
    ['statsu', 'did you mean status?'],
    ['status now', 'takes no more words'],
    ['--plan --confirm x', 'say one of them'],
    ['status --force', '--force goes with cancel'],
    ['--cluster heartbeat', '--cluster is auto, hawser, pacemaker'],
    ['--output-format xml', 'text or json'],
    ['--hard', "Unknown option '--hard'"],
  ])('say what is wrong: %s', (line, complaint) => {
    expect(read(line)).toContain(complaint);
  });
});

describe('hawser cluster shutdown', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-cli-shutdown-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (...argv: readonly string[]) => {
    const err: string[] = [];
    const out: string[] = [];
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
    const outputs = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => out.push(String(text)) > 0);
    const places = ['--runtime-folder', join(folder, 'run'), '--state-folder', join(folder, 'state')];
    const inventory = ['--inventory', join(folder, 'inventory.json'), '--socket', join(folder, 'none')];
    try {
      const code = await shutdown('shutdown', [...argv, ...places, ...inventory]);
      return { code, err: err.join(''), out: out.join('') };
    } finally {
      errors.mockRestore();
      outputs.mockRestore();
    }
  };

  it('S0.9 S0.11 S0.23 S0.24 tells all closed gates at once, by code', async () => {
    const bmc = { host: 'b', user: 'u', password: { file: '/none' } };
    const inventory = {
      ipmi: false,
      oneClickShutdown: false,
      machines: [{ name: 'c1', role: 'controller', bmc }],
    };
    writeFileSync(join(folder, 'inventory.json'), JSON.stringify(inventory));
    const { code, err } = await run('--plan', '--cluster', 'hawser');
    expect(code).toBe(SHUTDOWN_EXIT.gate);
    for (const gate of ['030', '031', '032', '034', '035']) expect(err).toContain(`HWS-SDN-${gate}`);
  });

  it('tells everything that is wrong with the inventory', async () => {
    writeFileSync(join(folder, 'inventory.json'), '{"ipmi": 1}');
    const { code, err } = await run('--plan');
    expect([code, err.match(/HWS-SDN-003/g)?.length]).toEqual([SHUTDOWN_EXIT.invalid, 3]);
  });

  it('has nothing to cancel and no report where there was no run', async () => {
    expect((await run('cancel')).code).toBe(SHUTDOWN_EXIT.absent);
    expect((await run('report')).code).toBe(SHUTDOWN_EXIT.absent);
    expect((await run('report', '../../etc/passwd')).code).toBe(SHUTDOWN_EXIT.absent);
    expect((await run('status')).out).toContain('Watcher: not running');
  });
});
