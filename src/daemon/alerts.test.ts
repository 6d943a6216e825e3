import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../test/lab/namespace-lab.ts';
import { askLine } from './line-client.ts';

const hawser = resolve(import.meta.dirname, '../../bin/hawser');
const AGENTS = resolve(import.meta.dirname, '../../test/agents');

let child: ChildProcess | null = null;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A daemon of one node, with a resource, a sleeping agent, and one that writes down what it is told. */
it('a daemon has its alerts told, does not wait for agents, and lets them finish when it ends', async () => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-alerting-'));
  chmodSync(folder, 0o777);
  const socket = join(folder, 'run', 'hawser.sock');
  const told = join(folder, 'told');
  writeFileSync(told, '');
  chmodSync(told, 0o666);
  const agent = (name: string, script: string): string => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  const line =
    'echo "$CRM_alert_kind $CRM_alert_rsc $CRM_alert_task $CRM_alert_desc $CRM_alert_attribute_name=$CRM_alert_attribute_value" >>"$CRM_alert_recipient"';
  const writer = agent('writer', line);
  const sleeper = agent('sleeper', 'exec sleep 600');
  const select =
    '<select><select_resources/><select_attributes><attribute id="n" name="x"/></select_attributes></select>';
  const pair = (id: string, name: string, value: string): string =>
    `<nvpair id="${id}" name="${name}" value="${value}"/>`;
  writeFileSync(
    join(folder, 'daemon.json'),
    JSON.stringify({
      engine: { kind: 'embedded', nodeId: 1, name: 'alone' },
      stateFolder: join(folder, 'state'),
      runtimeFolder: join(folder, 'run'),
      socket: { path: socket, group: null },
      agents: { ocfRoot: AGENTS },
      metrics: null,
    }),
  );
  let log = '';
  child = spawn(hawser, ['daemon', '--config', join(folder, 'daemon.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child?.once('exit', done));
  child.stdout?.on('data', (text: Buffer) => {
    log += text.toString();
  });
  await until('the node to be ready', async () => {
    const answer = await askLine(socket, { kind: 'status' }, 5000);
    return answer.ok && JSON.stringify(answer.value).includes('"phase":"ready"');
  });
  const change = (xml: string) =>
    askLine(
      socket,
      { kind: 'change-cib', changes: [{ kind: 'replace-configuration', xml }], condition: null },
      10_000,
    );
  const configuration = (resources: string): string =>
    `<configuration><crm_config><cluster_property_set id="o">${pair('o-s', 'stonith-enabled', 'false')}${pair('o-q', 'no-quorum-policy', 'ignore')}</cluster_property_set></crm_config><nodes><node id="1" uname="alone"/></nodes><resources>${resources}</resources><constraints/><alerts><alert id="slow" path="${sleeper}"/><alert id="w" path="${writer}">${select}<recipient id="r" value="${told}"/></alert></alerts></configuration>`;
  const state = join(folder, 'service.state');
  const service = `<primitive id="web" class="ocf" provider="hawser" type="good"><instance_attributes id="i">${pair('i-1', 'state', state)}</instance_attributes></primitive>`;
  const lines = (): string[] => readFileSync(told, 'utf8').trim().split('\n');
  expect(JSON.stringify(await change(configuration('')))).toContain('"kind":"done"');
  expect(JSON.stringify(await change(configuration(service)))).toContain('"kind":"done"');
  await until('the start to be told', () => lines().includes('resource web start ok ='));
  const attribute = (name: string, value: string | null) =>
    askLine(
      socket,
      { kind: 'set-attribute', nodes: [], name, value, lifetime: 'transient', dampeningMs: null },
      5000,
    );
  await attribute('y', '1');
  await attribute('x', '1');
  await until('the attribute to be told', () => lines().includes('attribute    x=1'));
  expect(lines().filter((each) => each.includes('y='))).toEqual([]);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(lines()).toContain('resource web stop ok =');
  expect(existsSync(state)).toBe(false);
  // The agent that sleeps was ended with the daemon, and that is said.
  expect(log).toMatch(/HWS-ALR-001.*sleeper.*was ended with the daemon/);
}, 60_000);
