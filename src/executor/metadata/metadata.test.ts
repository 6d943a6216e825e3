import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAgents, listProviders } from '../agents.ts';
import { AGENTS, FakeSystemd, order, perform, scratchFolder, testExecutor } from '../executor.fixture.ts';
import { hasAgents, hasFenceAgents } from '../real-agents.fixture.ts';
import { executorSettings } from '../settings.ts';
import { parseMetadata } from './parse.ts';

const ocf = (type: string, provider = 'hawser') => ({ class: 'ocf', provider, type });

test('metadata of an OCF agent are read in full', async () => {
  const answer = await testExecutor().readMetadata(ocf('good'));
  expect(answer.ok && answer.value).toMatchObject({
    name: 'good',
    version: '2.5',
    standardVersion: '1.1',
    shortDescription: 'A file',
    longDescription: 'Keeps a file & nothing else.',
    parameters: [
      { name: 'state', uniqueGroup: 'file', isRequired: false, default: '/tmp/good', type: 'string' },
      { name: 'level', isReloadable: true, options: ['low', 'high'], uniqueGroup: null },
      { name: 'word', isPrivate: true, isRequired: true, default: null },
    ],
  });
  expect(answer.ok && answer.value.actions.slice(2, 6)).toMatchObject([
    { name: 'monitor', timeoutMs: 10_000, intervalMs: 10_000, depth: '0', role: null },
    { name: 'promote', timeoutMs: 10_000, intervalMs: null },
    { name: 'demote' },
    { name: 'monitor', intervalMs: 11_000, role: 'Promoted' },
  ]);
});

test('an agent is asked once, and again when its file has changed', async () => {
  const root = scratchFolder();
  const folder = join(root, 'resource.d/hawser');
  mkdirSync(folder, { recursive: true });
  const agent = join(folder, 'counted');
  const script = (name: string): string =>
    `#!/bin/sh\necho asked >>${root}/asked\necho '<resource-agent name="${name}"/>'\n`;
  writeFileSync(agent, script('one'), { mode: 0o755 });
  const executor = testExecutor({ ocfRoot: root });
  const names = async (): Promise<string | null> => {
    const answer = await executor.readMetadata(ocf('counted'));
    return answer.ok ? answer.value.name : null;
  };
  expect(await Promise.all([names(), names(), names()])).toEqual(['one', 'one', 'one']);
  expect(executor.metadata.known(ocf('counted'))?.name).toBe('one');
  const asked = (await perform(executor, order('counted', 'monitor'))).agent;
  expect(asked).toEqual({ canReload: false, reloadable: [], all: [], private: [] });
  writeFileSync(agent, script('another'));
  expect(await names()).toBe('another');
  // Once for each of its two states, and once for the operation.
  expect(readFileSync(join(root, 'asked'), 'utf8')).toBe('asked\nasked\nasked\n');
});

test('an agent that is missing, hangs, prints something else or too much is a problem', async () => {
  const executor = testExecutor({ metadataTimeoutMs: 300 });
  for (const type of ['absent', 'hang', 'confused', 'not-executable']) {
    const answer = await executor.readMetadata(ocf(type));
    expect(answer.ok).toBe(false);
    expect(answer.problems[0]?.code).toMatch(/^HWS-EXE-00[12]$/);
  }
  const endless = await executor.readMetadata(ocf('endless-output'));
  expect(endless.problems[0]?.message).toContain('did not print its metadata within 0.3 s');
});

test('text that is no metadata is a problem, text before metadata is not', () => {
  for (const text of ['', 'usage: x', '<html/>', '<resource-agent', '<a>&b;</a>']) {
    expect(parseMetadata(text).ok).toBe(false);
  }
  expect(parseMetadata('warning: <odd>\n<?xml version="1.0"?><resource-agent name="x"/>').ok).toBe(true);
});

test('an init script is described by its head', async () => {
  const answer = await testExecutor().readMetadata({ class: 'lsb', provider: null, type: 'good' });
  expect(answer.ok && answer.value).toMatchObject({
    name: 'good',
    shortDescription: 'A file, in the manner of the LSB',
    longDescription: 'Keeps a file\nand nothing else.',
    parameters: [],
  });
});

test('a unit is described as the field does', async () => {
  const bus = new FakeSystemd();
  bus.add('httpd.service');
  const executor = testExecutor({}, bus);
  for (const standard of ['systemd', 'service']) {
    const answer = await executor.readMetadata({ class: standard, provider: null, type: 'httpd' });
    expect(answer.ok && answer.value).toMatchObject({
      shortDescription: 'systemd unit file for httpd',
      longDescription: 'Cluster Controlled httpd',
      actions: [
        { name: 'start', timeoutMs: 100_000, intervalMs: 0 },
        { name: 'stop', timeoutMs: 100_000, intervalMs: 0 },
        { name: 'monitor', timeoutMs: 100_000, intervalMs: 60_000 },
      ],
    });
  }
  expect((await executor.readMetadata({ class: 'systemd', provider: null, type: 'absent' })).ok).toBe(false);
});

test('agents are listed by standard and provider', async () => {
  const bus = new FakeSystemd();
  bus.add('httpd.service');
  bus.add('backup.timer');
  const { settings } = testExecutor();
  expect(await listProviders(settings)).toEqual(['hawser']);
  expect(await listAgents(settings, bus, 'ocf', 'hawser')).toContain('good');
  expect(await listAgents(settings, bus, 'ocf', 'hawser')).not.toContain('not-executable');
  expect(await listAgents(settings, bus, 'ocf')).toContain('hawser:good');
  expect(await listAgents(settings, bus, 'lsb')).toEqual(['good']);
  expect(await listAgents(settings, bus, 'systemd')).toEqual(['backup.timer', 'httpd']);
  expect(await listAgents(settings, bus, 'service')).toEqual(['backup.timer', 'good', 'httpd']);
  expect(await listAgents(settings, bus, 'nagios')).toEqual(['check_file']);
  expect(await listAgents(settings, bus, 'stonith')).toEqual(['fence_bmc_file', 'fence_file']);
  expect(await listAgents(settings, bus, 'upstart')).toEqual([]);
  expect(await listProviders({ ...settings, ocfRoot: join(AGENTS, 'absent') })).toEqual([]);
});

describe.runIf(hasAgents)('with the agents of the distribution', () => {
  test('metadata of all of them can be read', async () => {
    const executor = testExecutor({ ocfRoot: '/usr/lib/ocf' });
    const names = await listAgents(executor.settings, executor.bus, 'ocf');
    expect(names.length).toBeGreaterThan(10);
    const unread: string[] = [];
    let parameters = 0;
    for (const name of names) {
      const [provider, type] = name.split(':') as [string, string];
      const answer = await executor.readMetadata({ class: 'ocf', provider, type });
      if (answer.ok) parameters += answer.value.parameters.length;
      else unread.push(`${name}: ${answer.problems[0]?.message}`);
    }
    // Some agents need programs that are not installed even to describe themselves.
    expect(unread.length, unread.join('\n')).toBeLessThan(names.length / 10);
    expect(parameters).toBeGreaterThan(names.length);
  });
});

describe.runIf(hasFenceAgents)('with the fence agents of the distribution', () => {
  test('metadata of fence_ipmilan name what the fencer needs', async () => {
    const executor = testExecutor({ fenceFolders: executorSettings().fenceFolders });
    const answer = await executor.readMetadata({ class: 'stonith', provider: null, type: 'fence_ipmilan' });
    if (!answer.ok) throw new Error(answer.problems[0]?.message);
    expect(answer.value.actions.map((action) => action.name)).toEqual(
      expect.arrayContaining(['on', 'off', 'reboot', 'status', 'monitor']),
    );
    expect(answer.value.parameters.map((parameter) => parameter.name)).toEqual(
      expect.arrayContaining(['plug', 'ip', 'username', 'password']),
    );
  });
});
