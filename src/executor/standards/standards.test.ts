import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type OperationOrder, OperationStatus } from '../../controller/model/operation.ts';
import { FakeSystemd, order, perform, scratchFolder, testExecutor } from '../executor.fixture.ts';
import { lsbCode } from './lsb.ts';

function of(
  standard: string,
  type: string,
  task: string,
  parameters: Record<string, string> = {},
  changes: Partial<OperationOrder> = {},
): OperationOrder {
  return order(type, task, parameters, {
    resource: { id: type, class: standard, provider: null, type },
    ...changes,
  });
}

test('codes of init scripts are turned into those of OCF', () => {
  const status = [0, 1, 2, 3, 4, 5, 150, 151, 199].map((code) => lsbCode('monitor', code));
  expect(status).toEqual([0, 7, 7, 7, 1, 1, 5, 4, 1]);
  const start = [0, 1, 2, 3, 4, 5, 6, 7, 8, 150].map((code) => lsbCode('start', code));
  expect(start).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 1, 1]);
});

test('an init script is started, asked for its status and stopped', async () => {
  const executor = testExecutor();
  const codes: number[] = [];
  for (const task of ['monitor', 'start', 'start', 'monitor', 'stop', 'stop', 'monitor', 'exit200']) {
    codes.push((await perform(executor, of('lsb', 'good', task))).rc);
  }
  expect(codes).toEqual([7, 0, 0, 0, 0, 0, 7, 1]);
  expect(await perform(executor, of('lsb', 'absent', 'monitor'))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
  });
});

test('a unit is started with a drop-in and stopped without one', async () => {
  const bus = new FakeSystemd();
  bus.add('web.service');
  const dropInFolder = scratchFolder();
  const executor = testExecutor({ dropInFolder }, bus);
  const file = join(dropInFolder, 'web.service.d/50-hawser.conf');
  expect((await perform(executor, of('systemd', 'web', 'monitor'))).rc).toBe(7);
  expect(await perform(executor, of('systemd', 'web', 'start'))).toMatchObject({ rc: 0, exitReason: '' });
  expect(readFileSync(file, 'utf8')).toBe(
    '[Unit]\nDescription=Cluster Controlled web.service\nBefore=hawser.service\n\n[Service]\nRestart=no\n',
  );
  expect((await perform(executor, of('systemd', 'web', 'monitor'))).rc).toBe(0);
  expect((await perform(executor, of('systemd', 'web.service', 'stop'))).rc).toBe(0);
  expect(existsSync(join(dropInFolder, 'web.service.d'))).toBe(false);
  expect((await perform(executor, of('systemd', 'web', 'stop'))).rc).toBe(0);
  expect(bus.calls).toEqual(['reload', 'start web.service', 'stop web.service', 'reload']);
});

test('a unit is freed from its order before the cluster when the cluster’s own unit is being stopped: else both would wait for each other', async () => {
  const bus = new FakeSystemd();
  const executor = testExecutor({ dropInFolder: scratchFolder() }, bus);
  bus.add('web.service');
  const cluster = bus.add('hawser.service');
  await perform(executor, of('systemd', 'web', 'start'));
  cluster.state = { ...cluster.state, activeState: 'deactivating', hasJob: true };
  expect((await perform(executor, of('systemd', 'web', 'stop'))).rc).toBe(0);
  expect(bus.calls).toEqual(['reload', 'start web.service', 'reload', 'stop web.service']);
});

test('states of a unit are told as the field tells them', async () => {
  const bus = new FakeSystemd();
  const executor = testExecutor({}, bus);
  const unit = bus.add('web.service');
  const monitor = async (activeState: string, loadState = 'loaded') => {
    unit.state = { ...unit.state, activeState, loadState, subState: 'x' };
    const { rc, exitReason } = await perform(executor, of('systemd', 'web', 'monitor'));
    return [rc, exitReason];
  };
  expect(await monitor('active')).toEqual([0, '']);
  expect(await monitor('reloading')).toEqual([0, '']);
  expect(await monitor('inactive')).toEqual([7, '']);
  expect(await monitor('failed')).toEqual([7, 'web.service is failed (x)']);
  expect(await monitor('inactive', 'masked')).toEqual([5, 'web.service is masked']);
  expect(await monitor('inactive', 'bad-setting')).toEqual([1, 'web.service cannot be loaded: bad-setting']);
  expect(await monitor('active', 'not-found')).toEqual([0, '']);
});

test('a unit that is not installed cannot be started but counts as stopped', async () => {
  const executor = testExecutor({}, new FakeSystemd());
  expect(await perform(executor, of('systemd', 'absent', 'start'))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
    exitReason: 'absent.service is not installed',
  });
  expect((await perform(executor, of('systemd', 'absent', 'stop'))).rc).toBe(0);
  expect((await perform(executor, of('systemd', 'a/b', 'stop'))).rc).toBe(5);
});

test('a unit that fails to start or never settles is a failure with its state', async () => {
  const bus = new FakeSystemd();
  const dropInFolder = scratchFolder();
  bus.add('bad.service', { afterStart: [{ activeState: 'failed', subState: 'failed' }] });
  bus.add('slow.service', { afterStart: [{ activeState: 'activating', subState: 'start', hasJob: true }] });
  bus.add('tough.service', {
    afterStop: [{ activeState: 'active', subState: 'running' }],
  }).state = {
    loadState: 'loaded',
    activeState: 'active',
    subState: 'running',
    hasJob: false,
    dropIns: [],
    needsReload: false,
  };
  const executor = testExecutor({ dropInFolder }, bus);
  expect(await perform(executor, of('systemd', 'bad', 'start'))).toMatchObject({
    rc: 7,
    exitReason: 'bad.service is failed (failed)',
  });
  expect(await perform(executor, of('systemd', 'slow', 'start', {}, { timeoutMs: 200 }))).toMatchObject({
    rc: 1,
    status: OperationStatus.Timeout,
    exitReason: 'slow.service is still activating (start) after 200 ms',
  });
  expect(await perform(executor, of('systemd', 'tough', 'stop'))).toMatchObject({
    rc: 1,
    exitReason: 'tough.service is still active (running) after its stop',
  });
});

test('without systemd its resources fail with the reason', async () => {
  const bus = new FakeSystemd();
  bus.isReachable = false;
  const executor = testExecutor({}, bus);
  expect(await perform(executor, of('systemd', 'web', 'monitor'))).toMatchObject({
    rc: 1,
    status: OperationStatus.Error,
    exitReason: expect.stringContaining('Failed to connect to bus'),
  });
  const real = testExecutor({ busctl: '/no/such/busctl' });
  expect(await perform(real, of('systemd', 'web', 'monitor'))).toMatchObject({
    rc: 1,
    exitReason: '/no/such/busctl could not be started: ENOENT',
  });
});

test('a service is an init script first and a unit second', async () => {
  const bus = new FakeSystemd();
  bus.add('good.service');
  const web = bus.add('web.service');
  web.state = { ...web.state, activeState: 'active' };
  const executor = testExecutor({}, bus);
  expect((await perform(executor, of('service', 'good', 'start'))).rc).toBe(0);
  expect((await perform(executor, of('service', 'good', 'stop'))).rc).toBe(0);
  expect(bus.calls).toEqual([]);
  expect((await perform(executor, of('service', 'web', 'monitor'))).rc).toBe(0);
  expect(await perform(executor, of('service', 'absent', 'monitor'))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
  });
});

test('a plugin is asked at start and monitor only', async () => {
  const executor = testExecutor();
  const file = join(scratchFolder(), 'file');
  const run = (task: string, intervalMs = 0, timeoutMs = 300) =>
    perform(executor, of('nagios', 'check_file', task, { file }, { intervalMs, timeoutMs }));
  expect((await run('monitor')).rc).toBe(7);
  expect(await run('start')).toMatchObject({
    rc: 1,
    exitReason: `CRITICAL: FILE CRITICAL - ${file} is missing`,
  });
  writeFileSync(file, '');
  expect((await run('start')).rc).toBe(0);
  expect(await run('monitor', 60_000)).toMatchObject({ rc: 0 });
  expect((await run('stop')).rc).toBe(0);
  expect((await run('promote')).rc).toBe(3);
});

test('the start of a plugin waits until it is content', async () => {
  const executor = testExecutor();
  const file = join(scratchFolder(), 'file');
  const started = perform(executor, of('nagios', 'check_file', 'start', { file }));
  await vi.waitFor(() => expect(existsSync(`${file}.missed`)).toBe(true));
  writeFileSync(file, '');
  expect((await started).rc).toBe(0);
});

test('secrets of a plugin travel in a private file that is gone afterwards', async () => {
  const runtimeFolder = join(scratchFolder(), 'run');
  const executor = testExecutor({ runtimeFolder });
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  const result = await perform(executor, of('nagios', 'check_file', 'start', { file, password: 'hunter2' }));
  expect(result.output).toBe('FILE OK - there, password ********\n');
  expect(readdirSync(runtimeFolder)).toEqual([]);
});
