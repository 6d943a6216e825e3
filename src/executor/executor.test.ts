import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type OperationResult, OperationStatus } from '../controller/model/operation.ts';
import {
  children,
  isAlive,
  openDescriptors,
  order,
  perform,
  scratchFolder,
  testExecutor,
} from './executor.fixture.ts';

const MINUTE = 60_000;

function recurring(type: string, parameters: Record<string, string>, intervalMs: number, timeoutMs = 10_000) {
  return order(type, 'monitor', parameters, { intervalMs, timeoutMs });
}

test('a resource is started, looked at and stopped', async () => {
  const executor = testExecutor();
  const parameters = { state: join(scratchFolder(), 'state') };
  const codes: number[] = [];
  for (const task of ['monitor', 'start', 'monitor', 'stop', 'monitor']) {
    codes.push((await perform(executor, order('good', task, parameters))).rc);
  }
  expect(codes).toEqual([7, 0, 0, 0, 7]);
});

test('a result tells times, reason, output and what the metadata say about parameters', async () => {
  const executor = testExecutor();
  const before = Date.now();
  const result = await perform(executor, order('good', 'exit', { code: '6' }));
  expect(result).toMatchObject({
    rc: 6,
    status: OperationStatus.Done,
    exitReason: 'asked for it',
    output: 'ocf-exit-reason:first\nocf-exit-reason:asked for it\n',
    agent: { canReload: true, reloadable: ['level'], all: ['state', 'level', 'word'], private: ['word'] },
  });
  expect(result.startedAt).toBeGreaterThanOrEqual(before);
  expect(result.executionMs).toBeLessThan(5000);
  expect(result.queueMs).toBeLessThan(1000);
});

test('every exit code of an OCF agent is taken as it is', async () => {
  const executor = testExecutor();
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 42, 190, 191, 255]) {
    const result = await perform(executor, order('good', 'exit', { code: String(code) }));
    expect([result.rc, result.status]).toEqual([code, OperationStatus.Done]);
  }
});

test('an OCF agent finds the environment of the standard', async () => {
  process.env.NOTIFY_SOCKET = '/run/systemd/notify';
  const executor = testExecutor({ toolsFolder: '/opt/tools', environment: { HAWSER_SOCKET: '/run/h.sock' } });
  const parameters = {
    ip: '192.0.2.1',
    OCF_CHECK_LEVEL: '20',
    CRM_meta_notify_type: 'pre',
    'CRM_meta_on-node': 'node1',
    CRM_meta_timeout: '9000',
    crm_feature_set: '3.16.1',
  };
  const result = await perform(
    executor,
    order('good', 'environment', parameters, {
      resource: { id: 'files:2', class: 'ocf', provider: 'hawser', type: 'good' },
      timeoutMs: 9000,
    }),
  );
  Reflect.deleteProperty(process.env, 'NOTIFY_SOCKET');
  const lines = new Set(result.output.split('\n'));
  for (const expected of [
    `OCF_ROOT=${executor.settings.ocfRoot}`,
    'OCF_RA_VERSION_MAJOR=1',
    'OCF_RA_VERSION_MINOR=1',
    'OCF_EXIT_REASON_PREFIX=ocf-exit-reason:',
    'OCF_RESOURCE_INSTANCE=files:2',
    'OCF_RESOURCE_TYPE=good',
    'OCF_RESOURCE_PROVIDER=hawser',
    'OCF_CHECK_LEVEL=20',
    'OCF_RESKEY_ip=192.0.2.1',
    'OCF_RESKEY_CRM_meta_notify_type=pre',
    'OCF_RESKEY_CRM_meta_on_node=node1',
    'OCF_RESKEY_CRM_meta_name=environment',
    'OCF_RESKEY_CRM_meta_interval=0',
    'OCF_RESKEY_CRM_meta_timeout=9000',
    'OCF_RESKEY_crm_feature_set=3.16.1',
    'HA_SBIN_DIR=/opt/tools',
    'HA_LOGFACILITY=none',
    'HA_cluster_type=corosync',
    'HAWSER_SOCKET=/run/h.sock',
  ]) {
    expect(lines).toContain(expected);
  }
  expect([...lines].find((line) => line.startsWith('PATH='))).toMatch(/^PATH=\/opt\/tools:/);
  expect(result.output).not.toMatch(/NOTIFY_SOCKET|OCF_RESKEY_OCF_CHECK_LEVEL|NODE_OPTIONS/);
});

test('an agent that is missing, may not be run or was killed is told from one that fails', async () => {
  const executor = testExecutor();
  expect(await perform(executor, order('absent', 'monitor'))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
    agent: null,
  });
  expect(await perform(executor, order('../../../bin/true', 'monitor'))).toMatchObject({ rc: 5 });
  expect(await perform(executor, order('no-interpreter', 'monitor'))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
    exitReason: expect.stringContaining('interpreter'),
  });
  expect(await perform(executor, order('not-executable', 'monitor'))).toMatchObject({
    rc: 4,
    status: OperationStatus.Error,
    exitReason: expect.stringContaining('may not be executed'),
  });
  expect(await perform(executor, order('good', 'kill'))).toMatchObject({
    rc: 1,
    status: OperationStatus.Error,
    exitReason: expect.stringContaining('SIGKILL'),
  });
});

test('a standard or a parameter that cannot be served is a result', async () => {
  const executor = testExecutor();
  const resource = { id: 'x', class: 'upstart', provider: null, type: 'x' };
  expect(await perform(executor, order('x', 'start', {}, { resource }))).toMatchObject({
    rc: 5,
    exitReason: 'there is no standard upstart',
  });
  expect(await perform(executor, order('good', 'start', { 'a=b': '1' }))).toMatchObject({
    rc: 6,
    status: OperationStatus.Invalid,
  });
});

test('an agent that hangs or ignores SIGTERM ends with its time-out', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 200 });
  const results = await Promise.all(
    ['hang', 'ignore-term'].map((type) => perform(executor, order(type, 'start', {}, { timeoutMs: 250 }))),
  );
  for (const result of results) {
    expect(result).toMatchObject({
      rc: 1,
      status: OperationStatus.Timeout,
      exitReason: expect.stringContaining('did not end within 250 ms'),
      agent: null,
    });
    expect(result.executionMs).toBeGreaterThanOrEqual(240);
    expect(result.executionMs).toBeLessThan(2000);
  }
  expect(executor.statistics).toMatchObject({ running: 0, waiting: 0, processes: 0 });
});

test('output of an agent is cut to what a message may carry', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 200 });
  const result = await perform(executor, order('much-output', 'monitor'));
  expect(result).toMatchObject({ rc: 1, exitReason: 'said at the end' });
  expect(result.output.length).toBeLessThanOrEqual(4096);
  const endless = await perform(executor, order('endless-output', 'start', {}, { timeoutMs: 400 }));
  expect(endless.status).toBe(OperationStatus.Timeout);
  expect(endless.output.length).toBeLessThanOrEqual(4096);
});

test('secrets are masked wherever a result could show them', async () => {
  const executor = testExecutor();
  const state = join(scratchFolder(), 'state');
  writeFileSync(state, 'broken');
  const broken = await perform(executor, order('good', 'monitor', { state, word: 'open-sesame' }));
  expect(broken.exitReason).toBe('the file says ********');
  expect(broken.output).not.toContain('open-sesame');
  const told = await perform(executor, order('good', 'environment', { state, db_password: 'hunter2' }));
  expect(told.output).toContain('OCF_RESKEY_db_password=********');
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

test('operations on one resource are run one after the other, those on others beside them', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 100 });
  const ends: string[] = [];
  const slow = order('hang', 'start', {}, { timeoutMs: 600 });
  const first = perform(executor, slow).then((result) => {
    ends.push('first');
    return result;
  });
  const second = perform(
    executor,
    order('good', 'monitor', {}, { resource: { ...slow.resource, type: 'good' } }),
  ).then((result) => {
    ends.push('second');
    return result;
  });
  const other = perform(executor, order('good', 'monitor')).then(() => ends.push('other'));
  await other;
  expect(executor.statistics).toMatchObject({ running: 1, waiting: 1 });
  const waited = (await Promise.all([first, second]))[1];
  expect(ends).toEqual(['other', 'first', 'second']);
  expect(waited.queueMs).toBeGreaterThan(400);
});

test('no more agents run at a time than allowed, and the others get their turn', async () => {
  const executor = testExecutor({ maxAgents: 2 });
  const all = Array.from({ length: 12 }, (_, i) =>
    perform(
      executor,
      order(
        'good',
        'monitor',
        { state: '/no/such' },
        {
          resource: {
            id: `r${i}`,
            class: 'ocf',
            provider: 'hawser',
            type: 'good',
          },
        },
      ),
    ),
  );
  expect(executor.statistics).toMatchObject({ running: 2, waiting: 10 });
  const codes = (await Promise.all(all)).map((result) => result.rc);
  expect(codes).toEqual(Array(12).fill(7));
});

test('a recurring operation reports its first result and each that differs', async () => {
  const executor = testExecutor();
  const state = join(scratchFolder(), 'state');
  writeFileSync(state, 'started');
  const results: OperationResult[] = [];
  executor.run(7, recurring('good', { state }, 10), (result) => results.push(result));
  await vi.waitFor(() => expect(results.map(({ rc }) => rc)).toEqual([0]));
  const ended = executor.statistics.ended;
  await vi.waitFor(() => expect(executor.statistics.ended).toBeGreaterThan(ended + 3));
  expect(results).toHaveLength(1);
  writeFileSync(state, 'promoted');
  await vi.waitFor(() => expect(results.map(({ rc }) => rc)).toEqual([0, 8]));
  await executor.cancel({ resource: 'good', task: 'monitor', intervalMs: 10, startedBy: 7 });
  await vi.waitFor(() => expect(executor.statistics).toMatchObject({ recurring: 0, running: 0, waiting: 0 }));
});

test('a recurring operation that was cancelled reports no more, even when a run was under way', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 100 });
  const report = vi.fn();
  executor.run(1, recurring('hang', {}, 10, 300), report);
  await vi.waitFor(() => expect(executor.statistics.running).toBe(1));
  const cancelled = executor.cancel({ resource: 'hang', task: 'monitor', intervalMs: 10, startedBy: 1 });
  expect(executor.statistics).toMatchObject({ recurring: 0, running: 1 });
  await cancelled;
  expect(report).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(executor.statistics.running).toBe(0));
});

test('only the recurring operation that was meant is cancelled', async () => {
  const executor = testExecutor();
  const report = vi.fn();
  executor.run(1, recurring('good', { state: '/no/such' }, MINUTE), report);
  executor.run(2, recurring('good', { state: '/no/such' }, MINUTE), report);
  expect(executor.statistics.recurring).toBe(1);
  await executor.cancel({ resource: 'good', task: 'monitor', intervalMs: MINUTE, startedBy: 1 });
  await executor.cancel({ resource: 'good', task: 'monitor', intervalMs: 1000, startedBy: null });
  expect(executor.statistics.recurring).toBe(1);
  await executor.cancel({ resource: 'good', task: 'monitor', intervalMs: MINUTE, startedBy: null });
  expect(executor.statistics.recurring).toBe(0);
});

test('a stop ends the recurring operations of its resource', async () => {
  const executor = testExecutor();
  const state = join(scratchFolder(), 'state');
  const report = vi.fn();
  await perform(executor, order('good', 'start', { state }));
  executor.run(1, recurring('good', { state }, MINUTE), report);
  await vi.waitFor(() => expect(report).toHaveBeenCalledTimes(1));
  expect((await perform(executor, order('good', 'stop', { state }))).rc).toBe(0);
  expect(executor.statistics.recurring).toBe(0);
  expect(existsSync(state)).toBe(false);
});

test('a demotion ends what looks for the promoted role', async () => {
  const executor = testExecutor();
  const state = join(scratchFolder(), 'state');
  const report = vi.fn();
  await perform(executor, order('good', 'start', { state }));
  executor.run(1, recurring('good', { state }, 10), report);
  await vi.waitFor(() => expect(report).toHaveBeenCalledTimes(1));
  await perform(executor, order('good', 'demote', { state }));
  expect(executor.statistics.recurring).toBe(0);
  expect(report).toHaveBeenCalledTimes(1);
});

test('a recurring operation that hangs makes way for one that runs once', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 100, yieldMs: 100 });
  const report = vi.fn();
  executor.run(1, recurring('hang', {}, MINUTE, MINUTE), report);
  await vi.waitFor(() => expect(executor.statistics.running).toBe(1));
  const promote = order(
    'good',
    'validate-all',
    {},
    {
      resource: { id: 'hang', class: 'ocf', provider: 'hawser', type: 'good' },
    },
  );
  const result = await perform(executor, promote);
  expect(result.rc).toBe(0);
  expect(result.queueMs).toBeLessThan(5000);
  expect(report).not.toHaveBeenCalled();
  expect(executor.statistics.recurring).toBe(1);
});

test('hanging monitors cannot take all places', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 100, maxAgents: 4 });
  for (let i = 0; i < 8; i++) {
    const resource = { id: `hang${i}`, class: 'ocf', provider: 'hawser', type: 'hang' };
    executor.run(i, order('hang', 'monitor', {}, { resource, intervalMs: 10, timeoutMs: MINUTE }), () => {});
  }
  expect(executor.statistics).toMatchObject({ running: 3, waiting: 5 });
  expect((await perform(executor, order('good', 'monitor', { state: '/no/such' }))).rc).toBe(7);
});

test('a start delay passes before the first run and is not counted as waiting', async () => {
  const executor = testExecutor();
  const begun = performance.now();
  const result = await perform(executor, order('good', 'validate-all', {}, { startDelayMs: 150 }));
  expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
  expect(result.queueMs).toBeLessThan(100);
});

test('forgetting a resource needs no process', async () => {
  const executor = testExecutor();
  executor.run(1, recurring('good', {}, MINUTE), () => {});
  expect(await perform(executor, order('good', 'delete'))).toMatchObject({ rc: 0, output: '' });
  expect(executor.statistics.recurring).toBe(0);
});

test('a single action can be run by hand', async () => {
  const executor = testExecutor();
  const run = await executor.debug(
    { class: 'ocf', provider: 'hawser', type: 'good' },
    { resource: 'good', task: 'monitor', intervalMs: 0, timeoutMs: 5000, parameters: { state: '/no/such' } },
  );
  expect(run).toMatchObject({ rc: 7, status: OperationStatus.Done });
});

test('closing ends agents, keeps services and reports nothing', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 100 });
  const folder = scratchFolder();
  const pids = join(folder, 'pids');
  const daemon = join(folder, 'daemon');
  await perform(executor, order('forks-daemon', 'start', { state: folder, pids: daemon }));
  const report = vi.fn();
  executor.run(1, order('hang', 'start', { pids }, { timeoutMs: MINUTE }), report);
  executor.run(2, recurring('good', {}, MINUTE), () => {});
  executor.run(3, order('good', 'monitor', {}, { startDelayMs: MINUTE }), report);
  await vi.waitFor(() => expect(existsSync(pids)).toBe(true));
  await executor.close();
  executor.run(4, order('good', 'monitor'), report);
  expect(executor.statistics).toMatchObject({ recurring: 0, processes: 0, waiting: 0 });
  const service = Number(readFileSync(daemon, 'utf8'));
  expect(isAlive(service)).toBe(true);
  process.kill(service, 'SIGKILL');
  expect(report).not.toHaveBeenCalled();
});

test('thousands of operations leave no descriptor, child, timer or entry behind', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 1000 });
  const state = join(scratchFolder(), 'state');
  await perform(executor, order('good', 'monitor', { state }));
  const descriptors = openDescriptors();
  const resources = process.getActiveResourcesInfo().length;
  const batch = async (size: number): Promise<void> => {
    await Promise.all(
      Array.from({ length: size }, (_, i) => {
        const type = i % 10 === 9 ? 'absent' : 'good';
        const resource = { id: `r${i % 37}`, class: 'ocf', provider: 'hawser', type };
        return perform(executor, order(type, i % 2 === 0 ? 'monitor' : 'exit', { state }, { resource }));
      }),
    );
  };
  for (let round = 0; round < 10; round++) await batch(200);
  expect(executor.statistics).toMatchObject({
    running: 0,
    waiting: 0,
    processes: 0,
    recurring: 0,
    ended: 2001,
  });
  await vi.waitFor(() => expect(openDescriptors()).toBeLessThanOrEqual(descriptors));
  await vi.waitFor(() => expect(children()).toEqual([]));
  await vi.waitFor(() => expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(resources + 1));
});
