import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder, testExecutor } from '../executor.fixture.ts';
import { hasAgents } from '../real-agents.fixture.ts';
import { checkAgent } from './check-agent.ts';
import type { AgentReport } from './findings.ts';

function trial(type: string, parameters: Record<string, string>) {
  return { agent: { class: 'ocf', provider: 'hawser', type }, parameters, timeoutMs: 2000 };
}

/** Checks that did not pass, by id and what the agent did. */
function faults(report: AgentReport): Record<string, string> {
  const wrong = report.checks.filter((check) => check.verdict !== 'passed');
  return Object.fromEntries(wrong.map((check) => [check.id, `${check.verdict}: ${check.actual}`]));
}

test('an agent that does everything right conforms, and leaves nothing running', async () => {
  const state = join(scratchFolder(), 'state');
  const report = await checkAgent(testExecutor(), trial('good', { state }));
  expect(faults(report)).toEqual({});
  expect(report).toMatchObject({ agent: 'ocf:hawser:good', isConforming: true, contradictions: [] });
  expect(report.checks.length).toBeGreaterThan(20);
  expect(existsSync(state)).toBe(false);
});

test('a resource that runs already is not touched', async () => {
  const state = join(scratchFolder(), 'state');
  writeFileSync(state, 'started');
  const report = await checkAgent(testExecutor(), trial('good', { state }));
  expect(report.isConforming).toBe(false);
  expect(report.checks.at(-1)).toMatchObject({
    id: 'monitor-when-stopped',
    verdict: 'failed',
    actual: '0 ok',
    consequence: expect.stringContaining('stop it first'),
  });
  expect(existsSync(state)).toBe(true);
});

test('an agent that always says yes is seen through', async () => {
  const report = await checkAgent(testExecutor(), trial('lies', {}));
  expect(report.isConforming).toBe(false);
  expect(faults(report)).toEqual({
    'metadata-name': 'warning: liar',
    'metadata-actions': 'failed: missing: stop, meta-data',
    'metadata-timeouts': 'warning: none for monitor',
    'monitor-when-stopped': 'failed: 0 ok',
  });
});

test('an agent that takes stopped for failed contradicts itself', async () => {
  const state = join(scratchFolder(), 'state');
  const report = await checkAgent(testExecutor(), trial('confused', { state }));
  expect(report.isConforming).toBe(false);
  expect(report.contradictions).toEqual([
    'stop succeeded, and then monitor answered 1 error: it cannot tell stopped from failed',
  ]);
  expect(Object.keys(faults(report))).toEqual([
    'metadata',
    'monitor-when-stopped',
    'unknown-action',
    'stop-when-stopped',
    'start-when-started',
    'monitor-after-stop',
    'stop-twice',
  ]);
  expect(existsSync(state)).toBe(false);
});

test('an agent that does not answer is not tried further than needed', async () => {
  const report = await checkAgent(testExecutor({ metadataTimeoutMs: 100 }), {
    ...trial('hang', {}),
    timeoutMs: 100,
  });
  expect(faults(report)).toMatchObject({ start: expect.stringContaining('no answer in time') });
  expect(report.checks.filter((check) => check.verdict === 'skipped').length).toBeGreaterThan(3);
});

test('an agent that is not installed is said to be so', async () => {
  const report = await checkAgent(testExecutor(), trial('absent', {}));
  expect(report.checks.map((check) => check.actual)).toEqual([
    'ocf:hawser:absent is not installed',
    expect.stringContaining('not installed'),
  ]);
});

test('an init script is tried as well', async () => {
  const agent = { class: 'lsb', provider: null, type: 'good' };
  const report = await checkAgent(testExecutor(), { agent, parameters: {}, timeoutMs: 2000 });
  expect(faults(report)).toEqual({});
});

describe.runIf(hasAgents)('with the agents of the distribution', () => {
  test('Dummy and Delay conform', async () => {
    const executor = testExecutor({ ocfRoot: '/usr/lib/ocf' });
    for (const type of ['Dummy', 'Delay']) {
      const report = await checkAgent(executor, {
        agent: { class: 'ocf', provider: 'heartbeat', type },
        parameters: type === 'Delay' ? { startdelay: '0', stopdelay: '0', mondelay: '0' } : {},
        timeoutMs: 20_000,
      });
      const wrong = report.checks.filter((check) => check.verdict === 'failed');
      expect(wrong, type).toEqual([]);
      expect(report.contradictions, type).toEqual([]);
    }
  });
});
