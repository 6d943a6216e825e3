import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { order, perform, scratchFolder, testExecutor } from './executor.fixture.ts';
import { hasAgents, hasFenceAgents, hasPromotableAgent, hasSystemd } from './real-agents.fixture.ts';
import { executorSettings } from './settings.ts';

function of(
  provider: string,
  type: string,
  task: string,
  parameters: Record<string, string>,
  intervalMs = 0,
) {
  const resource = { id: `hawser-test-${type}`, class: 'ocf', provider, type };
  return order(type, task, parameters, { resource, intervalMs });
}

describe.runIf(hasAgents)("the distribution's resource agents", () => {
  test('heartbeat:Dummy and heartbeat:Delay go through their life', async () => {
    const executor = testExecutor({ ocfRoot: '/usr/lib/ocf' });
    const delays = { startdelay: '0', stopdelay: '0', mondelay: '0' };
    for (const [type, parameters] of [
      ['Dummy', { state: join(scratchFolder(), 'state') }],
      ['Delay', delays],
    ] as const) {
      const codes: number[] = [];
      for (const task of ['monitor', 'start', 'monitor', 'stop', 'monitor', 'stop']) {
        codes.push((await perform(executor, of('heartbeat', type, task, parameters))).rc);
      }
      expect(codes, type).toEqual([7, 0, 0, 0, 7, 0]);
    }
  });

  test('an agent that finds a parameter missing says so with 6 and a reason', async () => {
    const executor = testExecutor({ ocfRoot: '/usr/lib/ocf' });
    const result = await perform(executor, of('heartbeat', 'Filesystem', 'start', {}));
    expect([2, 5, 6]).toContain(result.rc);
    expect(result.exitReason).not.toBe('');
  });
});

describe.runIf(hasAgents && hasPromotableAgent)('a promotable agent of the distribution', () => {
  test('calls the tools of the cluster that are first on its path', async () => {
    const folder = scratchFolder();
    const tools = join(folder, 'tools');
    const calls = join(folder, 'calls');
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(tools);
    for (const tool of ['crm_attribute', 'crm_master', 'attrd_updater', 'crm_node']) {
      writeFileSync(join(tools, tool), `#!/bin/sh\necho ${tool} "$@" >>${calls}\n`, { mode: 0o755 });
    }
    const executor = testExecutor({ ocfRoot: '/usr/lib/ocf', toolsFolder: tools });
    const parameters = { state: join(folder, 'state') };
    const codes: number[] = [];
    for (const task of ['monitor', 'start', 'monitor', 'promote', 'monitor', 'demote', 'monitor', 'stop']) {
      codes.push((await perform(executor, of('pacemaker', 'Stateful', task, parameters))).rc);
    }
    expect(codes).toEqual([7, 0, 0, 0, 8, 0, 0, 0]);
    expect(readFileSync(calls, 'utf8')).toMatch(/^crm_(attribute|master) .*-v 10/m);
  });
});

describe.runIf(hasFenceAgents)("the distribution's fence agents", () => {
  test('fence_ipmilan against a closed port is a failure, within its time, that shows no secret', async () => {
    const executor = testExecutor({ fenceFolders: executorSettings().fenceFolders });
    const result = await executor.fence({
      fenceId: '1:1',
      executor: 1,
      device: 'ipmi',
      agent: 'fence_ipmilan',
      action: 'status',
      agentAction: 'status',
      target: 'node2',
      targetAlias: null,
      hostArgument: null,
      parameters: { ip: '127.0.0.1', ipport: '9', username: 'admin', password: 'hunter2', lanplus: '1' },
      timeoutMs: 700,
      delayMs: 0,
    });
    expect(result).toMatchObject({ outcome: 'failed', power: null });
    expect(result.endedAt - result.startedAt).toBeLessThan(5000);
    expect(result.output).not.toContain('hunter2');
  });
});

describe.runIf(hasSystemd)('a real systemd', () => {
  test('starts, shows and stops a unit of the machine', async () => {
    const executor = testExecutor();
    const unit = (task: string, type = 'systemd-tmpfiles-clean.timer') =>
      order(type, task, {}, { resource: { id: 'timer', class: 'systemd', provider: null, type } });
    expect((await perform(executor, unit('stop'))).rc).toBe(0);
    expect((await perform(executor, unit('monitor'))).rc).toBe(7);
    expect((await perform(executor, unit('start'))).rc).toBe(0);
    expect((await perform(executor, unit('monitor'))).rc).toBe(0);
    expect((await perform(executor, unit('start', 'no-such-unit'))).rc).toBe(5);
    expect((await perform(executor, unit('stop', 'no-such-unit'))).rc).toBe(0);
  });
});
