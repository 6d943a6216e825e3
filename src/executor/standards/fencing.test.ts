import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FenceOrder } from '../../controller/model/fencing.ts';
import { OperationStatus } from '../../controller/model/operation.ts';
import { order, perform, scratchFolder, testExecutor } from '../executor.fixture.ts';

function fenceOrder(action: FenceOrder['action'], changes: Partial<FenceOrder> = {}): FenceOrder {
  return {
    fenceId: '1:1',
    executor: 1,
    device: 'fencer',
    agent: 'fence_file',
    action,
    agentAction: action,
    target: 'node2',
    targetAlias: null,
    hostArgument: null,
    parameters: {},
    timeoutMs: 10_000,
    delayMs: 0,
    ...changes,
  };
}

/** A folder with one host that is on. */
function power(host = 'node2'): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, host), '');
  return folder;
}

test('a host is read as on, switched off, read as off and switched on', async () => {
  const executor = testExecutor();
  const folder = power();
  const run = (action: FenceOrder['action']) =>
    executor.fence(fenceOrder(action, { parameters: { folder } }));
  expect(await run('status')).toMatchObject({ outcome: 'ok', power: 'on', rc: 0 });
  expect(await run('off')).toMatchObject({
    outcome: 'ok',
    power: null,
    rc: 0,
    output: 'Success: Powered OFF',
  });
  expect(existsSync(join(folder, 'node2'))).toBe(false);
  expect(await run('status')).toMatchObject({ outcome: 'ok', power: 'off', rc: 2 });
  expect(await run('on')).toMatchObject({ outcome: 'ok', rc: 0 });
  expect(await run('status')).toMatchObject({ power: 'on' });
});

test('an agent is told its options by standard input, the target by name and by plug', async () => {
  const executor = testExecutor();
  const folder = power('blade7');
  const record = join(scratchFolder(), 'record');
  const parameters = { folder, passwd: 'hunter2', record, CRM_meta_timeout: '5', crm_feature_set: '3.16.1' };
  await executor.readMetadata({ class: 'stonith', provider: null, type: 'fence_file' });
  await executor.fence(fenceOrder('status', { parameters, targetAlias: 'blade7' }));
  await executor.fence(fenceOrder('status', { parameters, hostArgument: 'none' }));
  await executor.fence(fenceOrder('status', { parameters, hostArgument: 'ip' }));
  await executor.fence(fenceOrder('monitor', { parameters, target: null }));
  const all = `folder=${folder}\npasswd=hunter2\nrecord=${record}\n`;
  expect(readFileSync(record, 'utf8').split('--\n')).toEqual([
    `action=status\n${all}nodename=node2\nplug=blade7\n`,
    `action=status\n${all}nodename=node2\n`,
    `action=status\n${all}nodename=node2\nip=node2\n`,
    `action=monitor\n${all}`,
    '',
  ]);
});

test('a device lists its hosts by all their names', async () => {
  const executor = testExecutor();
  const result = await executor.fence(fenceOrder('list', { target: null, parameters: { folder: power() } }));
  expect(result).toMatchObject({ outcome: 'ok', hosts: ['node2', 'alias-node2'] });
});

test('an action or agent that is not there is unsupported, not failed', async () => {
  const executor = testExecutor();
  const folder = power();
  expect(await executor.fence(fenceOrder('reboot', { parameters: { folder } }))).toMatchObject({
    outcome: 'unsupported',
    output: 'fence_file has no action reboot',
  });
  expect(await executor.fence(fenceOrder('off', { agent: 'fence_absent' }))).toMatchObject({
    outcome: 'unsupported',
    output: 'fence_absent is not installed',
  });
  expect(await executor.fence(fenceOrder('off', { agent: '../sh' }))).toMatchObject({
    outcome: 'unsupported',
  });
  const replaced = fenceOrder('reboot', { agentAction: 'off', parameters: { folder } });
  expect(await executor.fence(replaced)).toMatchObject({ outcome: 'ok' });
});

test('an agent that fails or hangs is a failure that shows no secret', async () => {
  const executor = testExecutor();
  const parameters = { folder: power(), passwd: 'hunter2' };
  expect(
    await executor.fence(fenceOrder('off', { parameters: { ...parameters, mode: 'fail' } })),
  ).toMatchObject({
    outcome: 'failed',
    rc: 1,
    isTimeout: false,
    output: 'Failed: login with ******** refused',
  });
  const hanging = fenceOrder('status', { parameters: { ...parameters, mode: 'hang' }, timeoutMs: 200 });
  expect(await executor.fence(hanging)).toMatchObject({
    outcome: 'failed',
    power: null,
    rc: null,
    isTimeout: true,
  });
});

test('the reason of a failure stands before no warnings to the author of the agent', async () => {
  const warns = fenceOrder('off', { parameters: { folder: power(), mode: 'warn' } });
  expect((await testExecutor().fence(warns)).output).toBe('ERROR: Connection timed out');
});

test('a value cannot smuggle in another option', async () => {
  const executor = testExecutor();
  const result = await executor.fence(fenceOrder('status', { parameters: { folder: '/tmp\naction=off' } }));
  expect(result).toMatchObject({
    outcome: 'unsupported',
    output: expect.stringContaining('cannot be handed'),
  });
});

test('a delay passes before the agent is asked', async () => {
  const executor = testExecutor();
  const begun = performance.now();
  await executor.fence(fenceOrder('status', { parameters: { folder: power() }, delayMs: 150 }));
  expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
});

test('fencing waits for no other operation', async () => {
  const executor = testExecutor({ maxAgents: 2, metadataTimeoutMs: 100 });
  for (let i = 0; i < 3; i++) {
    const resource = { id: `h${i}`, class: 'ocf', provider: 'hawser', type: 'hang' };
    executor.run(i, order('hang', 'start', {}, { resource, timeoutMs: 60_000 }), () => {});
  }
  const result = await executor.fence(fenceOrder('off', { parameters: { folder: power() } }));
  expect(result.outcome).toBe('ok');
});

test('a device is started when its agent can talk to it, and stopped without asking', async () => {
  const executor = testExecutor();
  const record = join(scratchFolder(), 'record');
  const folder = power();
  const resource = { id: 'fencer', class: 'stonith', provider: null, type: 'fence_file' };
  const run = (task: string, intervalMs = 0, changes: Record<string, string> = {}) =>
    perform(
      executor,
      order(
        'fence_file',
        task,
        { folder, record, pcmk_host_list: 'node2', ...changes },
        { resource, intervalMs },
      ),
    );
  expect((await run('monitor')).rc).toBe(7);
  expect(await run('start', 0, { folder: '/no/such' })).toMatchObject({
    rc: 1,
    status: OperationStatus.Error,
    exitReason: 'Failed: no such folder',
  });
  expect((await run('monitor')).rc).toBe(7);
  expect((await run('start')).rc).toBe(0);
  expect((await run('monitor')).rc).toBe(0);
  expect((await run('monitor', 60_000)).rc).toBe(0);
  expect((await run('start', 0, { pcmk_monitor_action: 'status' })).rc).toBe(0);
  const lines = readFileSync(record, 'utf8').split('\n');
  expect((await run('stop')).rc).toBe(0);
  expect((await run('monitor')).rc).toBe(7);
  expect(readFileSync(record, 'utf8').split('\n')).toEqual(lines);
  // A start that failed was tried twice.
  expect(lines.filter((line) => line === 'action=monitor')).toHaveLength(4);
  expect(lines.filter((line) => line === 'action=status')).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('pcmk_'))).toEqual([]);
});

test('a device whose agent is missing is not installed', async () => {
  const executor = testExecutor();
  const resource = { id: 'fencer', class: 'stonith', provider: null, type: 'fence_absent' };
  expect(await perform(executor, order('fence_absent', 'start', {}, { resource }))).toMatchObject({
    rc: 5,
    status: OperationStatus.NotInstalled,
  });
});
