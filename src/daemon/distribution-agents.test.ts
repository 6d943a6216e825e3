import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../test/lab/namespace-lab.ts';
import { askLine } from './line-client.ts';

const root = resolve(import.meta.dirname, '../..');
const hawser = join(root, 'bin', 'hawser');
const AGENTS = '/usr/lib/ocf/resource.d';
const HAS_AGENTS =
  process.getuid?.() === 0 &&
  ['pacemaker/ping', 'pacemaker/SysInfo', 'pacemaker/ClusterMon'].every((agent) =>
    existsSync(join(AGENTS, agent)),
  ) &&
  spawnSync('sh', ['-c', 'command -v ping']).status === 0;

let child: ChildProcess | null = null;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Given {
  readonly id: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function primitive({ id, type, parameters }: Given): string {
  const pairs = Object.entries(parameters)
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join('');
  return `<primitive id="${id}" class="ocf" provider="pacemaker" type="${type}"><instance_attributes id="${id}-ia">${pairs}</instance_attributes><operations><op id="${id}-m" name="monitor" interval="1s" timeout="60s"/></operations></primitive>`;
}

describe.runIf(HAS_AGENTS)('agents of the distribution that call the cluster’s tools', () => {
  it('work unchanged: ping, HealthCPU, SysInfo, attribute, ClusterMon, Stateful', async () => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-agents-'));
    const socket = join(folder, 'run', 'hawser.sock');
    const page = join(folder, 'page.html');
    const pidfile = join(folder, 'monitor.pid');
    const settings = {
      engine: { kind: 'embedded', nodeId: 1, name: 'alone' },
      stateFolder: join(folder, 'state'),
      runtimeFolder: join(folder, 'run'),
      socket: { path: socket, group: null },
      metrics: null,
    };
    writeFileSync(join(folder, 'daemon.json'), JSON.stringify(settings));
    const resources = [
      {
        id: 'ping',
        type: 'ping',
        parameters: { host_list: '127.0.0.1', dampen: '1s', pidfile: join(folder, 'ping.pid') },
      },
      { id: 'cpu', type: 'HealthCPU', parameters: { state: join(folder, 'cpu.state') } },
      { id: 'info', type: 'SysInfo', parameters: { pidfile: join(folder, 'info.pid'), delay: '1s' } },
      {
        id: 'mark',
        type: 'attribute',
        parameters: {
          name: 'marked',
          active_value: 'yes',
          inactive_value: 'no',
          state: join(folder, 'mark.state'),
        },
      },
      { id: 'page', type: 'ClusterMon', parameters: { update: '1', pidfile, htmlfile: page } },
    ].map(primitive);
    const pair = primitive({
      id: 'pair',
      type: 'Stateful',
      parameters: { state: join(folder, 'pair.state') },
    });
    writeFileSync(
      join(folder, 'cib.xml'),
      `<cib validate-with="pacemaker-3.9" admin_epoch="1" epoch="1" num_updates="0"><configuration><crm_config><cluster_property_set id="o"><nvpair id="o-s" name="stonith-enabled" value="false"/><nvpair id="o-q" name="no-quorum-policy" value="ignore"/></cluster_property_set></crm_config><nodes/><resources>${resources.join('')}<clone id="pair-clone"><meta_attributes id="pc"><nvpair id="pc-p" name="promotable" value="true"/></meta_attributes>${pair}</clone></resources><constraints/></configuration><status/></cib>`,
    );
    let log = '';
    child = spawn(hawser, ['daemon', '--config', join(folder, 'daemon.json')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.on('data', (text: Buffer) => {
      log += text.toString();
    });
    const run = (...argv: string[]) => spawnSync(hawser, [...argv, '--socket', socket], { encoding: 'utf8' });
    await until('the node to be ready', async () => {
      const answer = await askLine(socket, { kind: 'status' }, 5000);
      return answer.ok && JSON.stringify(answer.value).includes('"phase":"ready"');
    });
    const replaced = run('cib', 'replace', join(folder, 'cib.xml'));
    expect(replaced.stderr).toBe('');
    const cib = async () => JSON.stringify(await askLine(socket, { kind: 'read-cib' }, 5000));
    const wanted = [
      /name=\\"pingd\\" value=\\"1\\"/,
      /name=\\"#health-cpu\\" value=\\"(?:green|yellow|red)\\"/,
      /name=\\"cpu_cores\\" value=\\"\d+\\"/,
      /name=\\"marked\\" value=\\"yes\\"/,
      /name=\\"master-pair\\" value=\\"10\\"/,
    ];
    try {
      await until(
        'the agents’ attributes',
        async () => {
          const text = await cib();
          return wanted.every((pattern) => pattern.test(text));
        },
        60_000,
      );
      await until('the page', () => existsSync(page) && readFileSync(page, 'utf8').includes('SysInfo'));
      const status = run('status').stdout;
      expect(status).toMatch(/Promoted: \[ alone \]/);
      expect(status).not.toMatch(/Failed Resource Actions/);
    } catch (error) {
      throw new Error(`${String(error)}\n${run('status').stdout}\n${log}`);
    }
    // The agents take back what they have set when they stop, and no process of theirs is left.
    for (const id of ['ping', 'mark', 'page']) expect(run('resource', 'disable', id).stderr).toBe('');
    await until('what they set to be gone', async () => {
      const text = await cib();
      return !/name=\\"pingd\\" value=\\"1\\"/.test(text) && /name=\\"marked\\" value=\\"no\\"/.test(text);
    });
    await until('the monitors to have ended', () => !existsSync(pidfile));
  });
});
