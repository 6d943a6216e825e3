import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { AGENTS, children, isAlive, openDescriptors, scratchFolder } from '../executor.fixture.ts';
import { type ChildCommand, ChildRunner } from './child-runner.ts';

const runner = new ChildRunner({ killGraceMs: 100 });

function command(program: string, changes: Partial<ChildCommand> = {}): ChildCommand {
  return {
    program,
    arguments: [],
    environment: { PATH: '/usr/bin:/bin' },
    input: null,
    timeoutMs: 10_000,
    outputLimit: 4096,
    ...changes,
  };
}

function agent(name: string): string {
  return join(AGENTS, 'resource.d/hawser', name);
}

function pidsIn(file: string): number[] {
  return readFileSync(file, 'utf8').trim().split('\n').map(Number);
}

test('exit code and both outputs of a program are told', async () => {
  const outcome = await runner.run(command('sh', { arguments: ['-c', 'echo out; echo err >&2; exit 7'] }));
  expect(outcome).toMatchObject({
    exitCode: 7,
    signal: null,
    startError: null,
    stdout: 'out\n',
    stderr: 'err\n',
    isTimeout: false,
    isCut: false,
  });
  expect(outcome.endedAt).toBeGreaterThanOrEqual(outcome.startedAt);
});

test('a program can open its outputs by name', async () => {
  const words = ['-c', 'echo out >/dev/stdout && echo err >/dev/stderr && echo more | tee -a /dev/stderr'];
  expect(await runner.run(command('sh', { arguments: words }))).toMatchObject({
    exitCode: 0,
    stdout: 'out\nmore\n',
    stderr: 'err\nmore\n',
  });
});

test('standard input is empty, or the text given', async () => {
  expect((await runner.run(command('cat'))).stdout).toBe('');
  expect((await runner.run(command('cat', { input: 'a=b\n' }))).stdout).toBe('a=b\n');
});

test('a program that does not read its input is no trouble', async () => {
  const outcome = await runner.run(command('true', { input: 'x'.repeat(1 << 20) }));
  expect(outcome.exitCode).toBe(0);
});

test('nothing is interpreted by a shell', async () => {
  const words = ['$(id)', '; false', '`id`'];
  expect((await runner.run(command('echo', { arguments: words }))).stdout).toBe(`${words.join(' ')}\n`);
});

test('a program that is missing, has no interpreter or may not be executed is told from one that fails', async () => {
  expect((await runner.run(command('/no/such/program'))).startError).toBe('ENOENT');
  expect((await runner.run(command(agent('no-interpreter')))).startError).toBe('ENOENT');
  expect((await runner.run(command(agent('not-executable')))).startError).toBe('EACCES');
  expect((await runner.run(command(`${agent('good')}/below`))).startError).toBe('ENOTDIR');
});

test('an environment that cannot be handed over is an outcome, too', async () => {
  const outcome = await runner.run(command('true', { environment: { A: 'x\0y' } }));
  expect(outcome.startError).toBe('ERR_INVALID_ARG_VALUE');
  expect(
    (await runner.run(command('/bin/true', { environment: { A: 'x'.repeat(1 << 22) } }))).startError,
  ).toBe('E2BIG');
});

test('a program that a signal ends has no exit code', async () => {
  const outcome = await runner.run(command('sh', { arguments: ['-c', 'kill -SEGV $$'] }));
  expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGSEGV', isTimeout: false });
});

test('a time-out ends the program and all its children', async () => {
  const pids = join(scratchFolder(), 'pids');
  const environment = { PATH: '/usr/bin:/bin', OCF_RESKEY_pids: pids };
  const outcome = await runner.run(command(agent('hang'), { environment, timeoutMs: 300 }));
  expect(outcome).toMatchObject({ isTimeout: true, isStuck: false });
  expect(outcome.executionMs).toBeLessThan(2000);
  const all = pidsIn(pids);
  expect(all).toHaveLength(2);
  await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]));
});

test('a program that ignores SIGTERM is killed, with its children', async () => {
  const pids = join(scratchFolder(), 'pids');
  const environment = { PATH: '/usr/bin:/bin', OCF_RESKEY_pids: pids };
  const outcome = await runner.run(command(agent('ignore-term'), { environment, timeoutMs: 300 }));
  expect(outcome).toMatchObject({ isTimeout: true, signal: 'SIGKILL', isStuck: false });
  const all = pidsIn(pids);
  expect(all).toHaveLength(2);
  await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]));
});

test('a program may be ended by its caller', async () => {
  const abort = new AbortController();
  const running = runner.run(command('sleep', { arguments: ['987654'] }), abort.signal);
  abort.abort();
  expect(await running).toMatchObject({ isAborted: true, isTimeout: false, signal: 'SIGTERM' });
  const before = new AbortController();
  before.abort();
  expect(await runner.run(command('sleep', { arguments: ['987654'] }), before.signal)).toMatchObject({
    isAborted: true,
  });
});

test('endless output fills neither memory nor the processor', async () => {
  const memory = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const outcome = await runner.run(command(agent('endless-output'), { timeoutMs: 1500 }));
  expect(outcome).toMatchObject({ isTimeout: true, isCut: true });
  expect(outcome.stdout).toMatch(/^(a line of standard output, one of very many\n)+/);
  expect(outcome.stdout.length).toBeLessThanOrEqual(4096);
  expect(outcome.stderr.length).toBeLessThanOrEqual(4096);
  expect(process.memoryUsage().rss - memory).toBeLessThan(64 << 20);
  const used = process.cpuUsage(cpu);
  expect(used.user + used.system).toBeLessThan(1_000_000);
});

test('of much output the end is kept', async () => {
  const outcome = await runner.run(command(agent('much-output')));
  expect(outcome).toMatchObject({ exitCode: 1, isCut: true });
  expect(outcome.stderr).toMatch(/ocf-exit-reason:said at the end\n$/);
});

test('a daemon that keeps the pipes open does not hold up the end of the run', async () => {
  const folder = scratchFolder();
  const pids = join(folder, 'pids');
  const environment = { PATH: '/usr/bin:/bin', OCF_RESKEY_pids: pids, OCF_RESKEY_state: folder };
  const outcome = await runner.run(command(agent('forks-daemon'), { arguments: ['start'], environment }));
  expect(outcome.exitCode).toBe(0);
  expect(outcome.stdout).toContain('started a daemon');
  expect(outcome.executionMs).toBeLessThan(2000);
  const [daemon] = pidsIn(pids) as [number];
  expect(isAlive(daemon)).toBe(true);
  process.kill(daemon, 'SIGKILL');
});

test('no descriptor, child or zombie is left behind by any kind of end', async () => {
  const programs = ['true', 'false', '/no/such/program', agent('not-executable')];
  await Promise.all(programs.map((program) => runner.run(command(program))));
  const before = openDescriptors();
  for (let round = 0; round < 25; round++) {
    await Promise.all([
      ...programs.map((program) => runner.run(command(program))),
      runner.run(command('sleep', { arguments: ['9'], timeoutMs: 20 })),
      runner.run(command('sh', { arguments: ['-c', 'kill -9 $$'] })),
    ]);
  }
  expect(runner.running).toBe(0);
  await vi.waitFor(() => expect(openDescriptors()).toBeLessThanOrEqual(before));
  await vi.waitFor(() => expect(children()).toEqual([]));
});

test('what no CIB can hold is replaced in what a program says', async () => {
  const outcome = await runner.run(
    command('printf', { arguments: ['\\033[31mno such device\\033[0m\\001\\n'] }),
  );
  expect(outcome.stdout).toBe('\ufffd[31mno such device\ufffd[0m\ufffd\n');
});
