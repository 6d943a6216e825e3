import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AlertEvent } from '../alerts/event.ts';
import { parseTree } from '../controller/cib/tree.ts';
import type { LogRecord } from '../controller/model/effect.ts';
import { isAlive } from '../executor/executor.fixture.ts';
import { agentUser } from './agent-user.ts';
import { AlertAgents, type AlertAgentsOptions } from './alert-agents.ts';

const LOST: AlertEvent = { kind: 'node', node: 'node2', nodeId: '2', change: 'lost' };
const PATH = '/usr/bin:/bin';

/** Agents in a folder of the test, which every user may use. */
class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hawser-alerts-'));
  readonly log: LogRecord[] = [];
  readonly agents: AlertAgents;

  constructor(options: Partial<AlertAgentsOptions> = {}) {
    chmodSync(this.folder, 0o777);
    this.agents = new AlertAgents({
      environment: () => ({ PATH, OWN: 'daemon' }),
      user: null,
      log: (record) => this.log.push(record),
      localOffset: () => 0,
      killGraceMs: 100,
      ...options,
    });
    onTestFinished(async () => {
      await this.agents.close(0);
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** A shell script as agent; `$HERE` is the folder. */
  agent(name: string, script: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\nHERE='${this.folder}'\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  file(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  tell(alerts: string, event: AlertEvent = LOST): void {
    const tree = parseTree(`<cib><configuration><alerts>${alerts}</alerts></configuration><status/></cib>`);
    if (!tree.ok) throw new Error('the test has no CIB');
    this.agents.tell(event, tree.value);
  }

  async told(alerts: string, event: AlertEvent = LOST): Promise<void> {
    this.tell(alerts, event);
    await this.agents.idle();
  }
}

function alert(path: string, meta = '', recipients = ''): string {
  const pairs = meta === '' ? '' : `<meta_attributes id="m">${meta}</meta_attributes>`;
  return `<alert id="bell" path="${path}">${pairs}${recipients}</alert>`;
}

function timeout(value: string): string {
  return `<nvpair id="m-t" name="timeout" value="${value}"/>`;
}

describe('alert agents', () => {
  test('get the environment of the daemon and what the cluster tells', async () => {
    const bench = new Bench();
    await bench.told(alert(bench.agent('a', 'env >"$HERE/env"; pwd >"$HERE/pwd"')));
    const lines = bench.file('env').split('\n');
    for (const line of ['OWN=daemon', `PATH=${PATH}`, 'CRM_alert_kind=node', 'CRM_alert_node=node2'])
      expect(lines).toContain(line);
    for (const line of ['CRM_alert_desc=lost', 'CRM_alert_nodeid=2', 'CRM_alert_node_sequence=1'])
      expect(lines).toContain(line);
    expect(lines.find((line) => line.startsWith('CRM_alert_timestamp='))).toMatch(/=\d\d:\d\d:\d\d\.\d{6}$/);
    expect(bench.file('pwd')).toBe('/\n');
    expect(bench.log).toEqual([]);
  });

  test('run side by side: one that waits for the other gets it', async () => {
    const bench = new Bench();
    const meet = (own: string, other: string): string =>
      bench.agent(own, `: >"$HERE/${own}.up"; while [ ! -e "$HERE/${other}.up" ]; do sleep 0.01; done`);
    await bench.told(`${alert(meet('one', 'two'))}${alert(meet('two', 'one')).replace('bell', 'other')}`);
    expect(bench.log).toEqual([]);
  });

  test('the caller does not wait, and nothing runs before it is through', () => {
    const bench = new Bench();
    bench.tell(alert(bench.agent('slow', 'sleep 60')));
    expect(bench.agents.open).toBe(1);
    expect(bench.log).toEqual([]);
  });

  test('at the time-out the whole group is killed, whatever it thinks of SIGTERM', async () => {
    const bench = new Bench();
    const path = bench.agent('deaf', 'trap \'\' TERM; sleep 60 & echo $! >"$HERE/child"; wait; sleep 60');
    await bench.told(alert(path, timeout('300ms')));
    expect(bench.log).toMatchObject([{ code: 'HWS-ALR-001', severity: 'warning' }]);
    expect(bench.log[0]?.message).toContain('was ended after 0.3 s');
    await vi.waitFor(() => expect(isAlive(Number(bench.file('child')))).toBe(false));
  });

  test('endless output is cut, and ends at the time-out', async () => {
    const bench = new Bench();
    await bench.told(alert(bench.agent('loud', 'exec yes loud'), timeout('500ms')));
    expect(bench.log).toMatchObject([{ code: 'HWS-ALR-001' }]);
    expect(bench.log[0]?.message.length).toBeLessThan(5000);
  });

  test('one that fails, is missing or may not be run is logged, once, with what it said', async () => {
    const bench = new Bench();
    const failing = bench.agent('failing', 'echo no mail today >&2; echo x >>"$HERE/runs"; exit 3');
    await bench.told(alert(failing));
    await bench.told(alert(join(bench.folder, 'missing')));
    const forbidden = bench.agent('forbidden', '');
    chmodSync(forbidden, 0o644);
    await bench.told(alert(forbidden));
    expect(bench.log.map(({ message }) => message)).toEqual([
      `The agent ${failing} of alert bell failed with exit code 3: no mail today`,
      `The agent ${join(bench.folder, 'missing')} of alert bell cannot be started (ENOENT)`,
      `The agent ${forbidden} of alert bell cannot be started (EACCES)`,
    ]);
    expect(bench.file('runs')).toBe('x\n');
  });

  test('no more than so many run at a time; what waits is run in its turn, what is too much is dropped', async () => {
    const bench = new Bench({ mostRunning: 2, mostWaiting: 3 });
    const script =
      'echo $CRM_alert_node_sequence >>"$HERE/begun"; while [ ! -e "$HERE/go" ]; do sleep 0.01; done';
    const path = bench.agent('slow', script);
    for (let i = 0; i < 8; i++) bench.tell(alert(path));
    await vi.waitFor(() => expect(bench.file('begun').split('\n')).toHaveLength(3));
    expect(bench.agents.open).toBe(5);
    writeFileSync(join(bench.folder, 'go'), '');
    await bench.agents.idle();
    const begun = bench.file('begun').trim().split('\n').sort();
    expect(begun).toEqual(['1', '2', '3', '4', '5']);
    const codes = bench.log.map(({ code }) => code);
    expect(codes).toEqual(['HWS-ALR-002', 'HWS-ALR-002']);
    expect(bench.log[1]?.message).toContain('3 alerts were dropped');
  });

  test('at the end of the daemon what runs may finish, what does not finish is ended', async () => {
    const bench = new Bench();
    bench.tell(alert(bench.agent('quick', 'sleep 0.2; : >"$HERE/done"')));
    await bench.agents.close();
    expect(existsSync(join(bench.folder, 'done'))).toBe(true);
    const other = new Bench();
    other.tell(alert(other.agent('slow', 'echo $$ >"$HERE/pid"; sleep 60')));
    await vi.waitFor(() => expect(other.file('pid')).not.toBe(''));
    await other.agents.close(0);
    expect(isAlive(Number(other.file('pid')))).toBe(false);
    other.tell(alert(other.agent('after', ': >"$HERE/late"')));
    await other.agents.idle();
    expect(existsSync(join(other.folder, 'late'))).toBe(false);
  });
});

describe.runIf(agentUser() !== null)('as the cluster’s user', () => {
  test('agents are hacluster, in its group and no other', async () => {
    const bench = new Bench({ user: agentUser() });
    await bench.told(
      alert(bench.agent('asks', 'id -un >"$HERE/who"; id -Gn >>"$HERE/who"; echo $HOME $USER >>"$HERE/who"')),
    );
    const [name, groups, home] = bench.file('who').split('\n');
    expect([name, groups]).toEqual(['hacluster', 'haclient']);
    expect(home).toMatch(/ hacluster$/);
  });

  test('a library that the configuration names is loaded by the agent alone, not by root', async () => {
    const bench = new Bench({ user: agentUser() });
    const path = bench.agent('asks', 'id -u >"$HERE/who"; echo "$LD_PRELOAD" >>"$HERE/who"');
    const set =
      '<instance_attributes id="i"><nvpair id="i-1" name="LD_PRELOAD" value="/nowhere.so"/></instance_attributes>';
    await bench.told(`<alert id="bell" path="${path}">${set}</alert>`);
    expect(bench.file('who')).toBe(`${agentUser()?.uid}\n/nowhere.so\n`);
  });
});

test('without such an account, agents run as the daemon', () => {
  expect(agentUser('/dev/null')).toBeNull();
  expect(agentUser('/nowhere')).toBeNull();
});

const SAMPLES = '/usr/share/pacemaker/alerts';

describe.runIf(existsSync(SAMPLES))('the sample agents that Pacemaker ships', () => {
  test('alert_file.sh writes a line for every kind of event', async () => {
    const bench = new Bench();
    const path = bench.agent('file', `exec sh ${SAMPLES}/alert_file.sh.sample`);
    const log = join(bench.folder, 'events');
    writeFileSync(log, '');
    const select = '<select><select_nodes/><select_fencing/><select_resources/><select_attributes/></select>';
    const alerts = `<alert id="file" path="${path}">${select}<recipient id="r" value="${log}"/></alert>`;
    const events: AlertEvent[] = [
      LOST,
      {
        kind: 'fencing',
        target: 'node2',
        operation: 'off',
        executor: 'node1',
        client: 'scheduler',
        result: 'OK',
        isDone: true,
        reference: 'f',
      },
      {
        kind: 'resource',
        node: 'node1',
        resource: 'web',
        task: 'start',
        intervalMs: 0,
        rc: 0,
        targetRc: 0,
        status: 0,
        executionMs: 5,
      },
      { kind: 'attribute', node: 'node1', nodeId: '1', name: 'pingd', value: '100' },
    ];
    for (const event of events) await bench.told(alerts, event);
    const lines = bench.file('events').trim().split('\n');
    expect(lines).toHaveLength(4);
    for (const [i, part] of [
      "Node 'node2' is now 'lost'",
      'Operation off of node2',
      'web',
      'pingd',
    ].entries())
      expect(lines[i]).toContain(part);
    expect(bench.log).toEqual([]);
    expect(readdirSync(SAMPLES).length).toBeGreaterThan(0);
  });
});
