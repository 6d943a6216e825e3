import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ShutdownPlan } from '../../src/shutdown-plan/model/plan.ts';
import type { RunReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS, BmcLab, hasBmcParts } from '../lab/bmc-simulators.ts';
import { canRunLab, NamespaceLab, until } from '../lab/namespace-lab.ts';
import { moveToEarlierBoot } from './earlier-boot.ts';

// Whole clusters go down and up; a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/node/bin/node');
const START = join(ROOT, 'src/cli/start.ts');
const AGENT = join(ROOT, 'test/agents/fence/fence_bmc_file');
/** A place in the search path of Pacemaker's fencer; each host has our agent there. */
const AGENT_PLACE = '/usr/sbin/fence_dummy';
const HOSTS = [1, 2, 3] as const;
const MACHINES = ['node1', 'node2', 'node3', 'compute1', 'backup1'] as const;

const hasPacemaker =
  existsSync(AGENT_PLACE) &&
  spawnSync('sh', ['-c', 'command -v pacemakerd && command -v crm_mon']).status === 0;

/** How one kind of cluster is brought up. */
interface ClusterKind {
  readonly name: 'pacemaker' | 'hawser';
  /** Its daemon on a host. */
  readonly start: (hosts: NamespaceLab, host: number, folder: string) => ChildProcess;
  readonly isFormed: (hosts: NamespaceLab) => boolean;
  readonly configure: (hosts: NamespaceLab, resources: string, folder: string) => void;
}

/** Runs a command in the first host, which has to succeed. */
function must(hosts: NamespaceLab, ...command: readonly string[]): string {
  const { status, stdout, stderr } = hosts.run(1, command);
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout;
}

const PACEMAKER: ClusterKind = {
  name: 'pacemaker',
  start: (hosts, host) => hosts.spawn(host, ['pacemakerd'], ['ignore', 'ignore', 'ignore']),
  isFormed: (hosts) => {
    const { stdout } = hosts.run(1, ['crm_mon', '-1', '--output-as=xml']);
    return (stdout.match(/<node [^>]*online="true"[^>]*pending="false"/g) ?? []).length === HOSTS.length;
  },
  configure: (hosts, resources) => {
    must(hosts, 'crm_attribute', '-t', 'crm_config', '-n', 'stonith-enabled', '-v', 'true');
    must(hosts, 'cibadmin', '--replace', '-o', 'resources', '--xml-text', resources);
  },
};

const HAWSER: ClusterKind = {
  name: 'hawser',
  start: (hosts, host, folder) => {
    const config = join(folder, `daemon${host}.json`);

    const text = {
      stateFolder: join(folder, `daemon${host}`),
      socket: { path: '/run/hawser/hawser.sock', mode: '0600', group: null },
      metrics: null,
    };
    writeFileSync(config, JSON.stringify(text));
    const command = [NODE, START, 'daemon', '--config', config];
    return hosts.spawn(host, command, ['ignore', 'ignore', 'ignore']);
  },
  isFormed: (hosts) => {
    const { status, stdout } = hosts.run(1, [NODE, START, 'status', '--output-format', 'json']);
    if (status !== 0) return false;
    const { members, isQuorate, phase } = JSON.parse(stdout);
    return members.length === HOSTS.length && isQuorate && phase === 'ready';
  },
  configure: (hosts, resources, folder) => {
    const nodes = HOSTS.map((host) => `<node id="${host}" uname="node${host}"/>`).join('');
    const path = join(folder, 'configuration.xml');
    const options =
      '<cluster_property_set id="cib-bootstrap-options"><nvpair id="se" name="stonith-enabled" value="true"/></cluster_property_set>';
    writeFileSync(
      path,
      `<cib validate-with="pacemaker-3.9" admin_epoch="1" epoch="1" num_updates="0"><configuration><crm_config>${options}</crm_config><nodes>${nodes}</nodes>${resources}<constraints/></configuration><status/></cib>`,
    );
    must(hosts, NODE, START, 'cib', 'replace', path);
  },
};

const isPossible = canRunLab() && hasBmcParts() && hasPacemaker;

describe.runIf(isPossible).each([PACEMAKER, HAWSER])('a real $name cluster on three hosts', (kind) => {
  let hosts: NamespaceLab;
  let bmcs: BmcLab;
  let network: string;
  const daemons: ChildProcess[] = [];

  const bmc = (name: (typeof MACHINES)[number]) =>
    bmcs.bmcs[MACHINES.indexOf(name)] as BmcLab['bmcs'][number];
  const fenced = () => {
    const path = join(bmcs.folder, 'by-name', 'fenced');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  const environment = () => [
    'env',
    `PATH=${join(bmcs.folder, 'tools')}:${process.env.PATH}`,
    `HAWSER_INVENTORY=${join(bmcs.folder, 'inventory.json')}`,
    `HAWSER_SHUTDOWN_STATE_FOLDER=${join(bmcs.folder, 'state')}`,
  ];
  const hawser = (...argv: readonly string[]) => [...environment(), NODE, START, ...argv];
  const lookAtPlan = (): ShutdownPlan | null => {
    const { status, stdout } = hosts.run(
      1,
      hawser('cluster', 'shutdown', '--plan', '--output-format', 'json'),
    );
    return status === 0 ? JSON.parse(stdout) : null;
  };

  /** Waits until the three resources run; when they do not, says what the plan says. */
  const resourcesRun = async () => {
    try {
      await until('three resources to run', () => lookAtPlan()?.stops.length === 3, 60_000);
    } catch (error) {
      const { stdout, stderr } = hosts.run(1, hawser('cluster', 'shutdown', '--plan'));
      throw new Error(`${stdout}\n${stderr}`, { cause: error });
    }
  };

  beforeAll(async () => {
    bmcs = await BmcLab.start(MACHINES.length);
    // BMC simulators answer on this machine's loopback, which the hosts do not share.
    network = join(bmcs.folder, 'network');
    writeFileSync(network, '');
    spawnSync('mount', ['--bind', '/proc/self/ns/net', network]);
    hosts = await NamespaceLab.create({ hosts: HOSTS.length, tokenMs: 2500 });
    mkdirSync(join(bmcs.folder, 'tools'));
    mkdirSync(join(bmcs.folder, 'by-name'));
    writeFileSync(
      join(bmcs.folder, 'tools', 'ipmitool'),
      `#!/bin/sh\nexec nsenter --net=${network} /usr/bin/ipmitool "$@"\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(bmcs.folder, 'password'), BMC_ACCOUNTS.administrator.password, { mode: 0o600 });
    for (const [i, name] of MACHINES.entries()) {
      const { folder } = bmc(name);
      symlinkSync(folder, join(bmcs.folder, 'by-name', name));
      const end = i < HOSTS.length ? `[ "$1" = off ] && kill -9 ${hosts.host(i + 1).pid}\n` : '';
      writeFileSync(join(folder, 'hook'), `#!/bin/sh\necho "$1 ${name}" >>${bmcs.folder}/turns\n${end}`);
      chmodSync(join(folder, 'hook'), 0o755);
    }
    writeFileSync(join(bmcs.folder, 'inventory.json'), JSON.stringify(inventory()));
    for (const host of HOSTS) boot(host);
    await until('three nodes', () => kind.isFormed(hosts), 90_000);
    const resources = `<resources><primitive id="power" class="stonith" type="fence_dummy"><instance_attributes id="pi"><nvpair id="pf" name="folder" value="${join(bmcs.folder, 'by-name')}"/><nvpair id="ph" name="pcmk_host_list" value="node1 node2 node3"/><nvpair id="pc" name="pcmk_host_check" value="static-list"/></instance_attributes></primitive><group id="site"><primitive id="d1" class="ocf" provider="pacemaker" type="Dummy"/><primitive id="d2" class="ocf" provider="pacemaker" type="Dummy"/></group></resources>`;
    // On a busy machine a node may lose sight of the others for a moment, and is asked again.
    let complaint: unknown = null;
    const isConfigured = () => {
      try {
        kind.configure(hosts, resources, bmcs.folder);
        return true;
      } catch (error) {
        complaint = error;
        return false;
      }
    };
    await until('the configuration to be taken', isConfigured, 30_000).catch(() => {
      throw complaint;
    });
    // Everything runs before anything is broken.
    daemons.push(hosts.spawn(1, hawser('shutdown-watcher'), ['ignore', 'ignore', 'inherit']));
    await resourcesRun();
  }, 180_000);

  afterAll(async () => {
    hosts?.destroy();
    for (const daemon of daemons) daemon.kill('SIGKILL');
    spawnSync('umount', [network]);
    await bmcs?.stop();
  }, 60_000);

  /** Starts the cluster's daemon on a host that is on; what it keeps on disk outlives the host. */
  function boot(host: number): void {
    const disk = join(bmcs.folder, `disk${host}`);
    const setUp = [
      // Daemons of a user of their own talk through it.
      'chmod 1777 /dev/shm',
      `mkdir -p ${disk} && mount --bind ${disk} /var/lib/pacemaker && cd /var/lib/pacemaker`,
      'mkdir -p blackbox cib cores pengine && chown hacluster:haclient *',
      `mount --bind ${AGENT} ${AGENT_PLACE}`,
    ].join(' && ');
    const { status, stderr } = hosts.run(host, ['sh', '-c', setUp]);
    if (status !== 0) throw new Error(`${setUp}: ${stderr}`);
    daemons.push(kind.start(hosts, host, bmcs.folder));
  }

  /** What a BMC that switches its machine on brings about. */
  async function switchOn(host: number): Promise<void> {
    await hosts.powerOn(host);
    hosts.startCorosync(host);
    boot(host);
  }

  function inventory(): unknown {
    const roles = {
      node1: 'controller',
      node2: 'controller',
      node3: 'controller',
      compute1: 'compute',
      backup1: 'foreign',
    };
    return {
      cluster: 'lab',
      ipmi: true,
      oneClickShutdown: true,
      bmc: {
        interface: 'lanplus',
        user: BMC_ACCOUNTS.administrator.user,
        password: { file: join(bmcs.folder, 'password') },
        answerSeconds: 2,
      },
      limits: { unreachableSeconds: 6, stopServicesSeconds: 60, localPowerOff: false },
      machines: MACHINES.map((name) => {
        const { host, port } = bmc(name);
        return { name, role: roles[name], bmc: { host, port }, soft: 10, hard: 5 };
      }),
    };
  }

  it.runIf(kind.name === 'pacemaker')('S0.16 lets one of two claims from two hosts through', async () => {
    const claim = (host: number) => {
      const xml = `<cluster_property_set id="hawser-intent"><nvpair id="hawser-intent-value" name="hawser-intent" value="shutdown r node${host}"/></cluster_property_set>`;
      const list = ['--create', '--scope', 'crm_config', '--xml-text', xml];
      return once(hosts.spawn(host, ['cibadmin', ...list], ['ignore', 'ignore', 'ignore']), 'exit');
    };
    const codes = (await Promise.all([claim(1), claim(2)])).map(([code]) => code);
    expect(codes.toSorted()).toEqual([0, 108]);
    must(
      hosts,
      'cibadmin',
      '--delete',
      '--scope',
      'crm_config',
      '--xml-text',
      '<cluster_property_set id="hawser-intent"/>',
    );
  });

  it('fences a node that is lost by reboot, which switches it on, as long as nobody disarms it', async () => {
    await hosts.powerOff(3);
    const isSwitchedOn = () => fenced().some((line) => line === 'reboot node3' || line === 'on node3');
    await until('node3 is fenced', isSwitchedOn, 60_000);
    expect(bmc('node3').power).toBe('on');
  });

  it('S0.1 S0.6 S0.7 S0.13 S0.19–S0.21 goes down whole; nothing is fenced and nothing switched on again', async () => {
    const before = fenced().length;
    await resourcesRun();
    const plan = lookAtPlan() as ShutdownPlan;
    expect(plan.cluster).toEqual({ name: 'lab', kind: kind.name });
    expect(plan.stops.map(({ id }) => id).sort()).toEqual(['d1', 'd2', 'power']);
    const membership = Object.fromEntries(plan.machines.map((machine) => [machine.name, machine.membership]));
    expect(membership).toEqual({
      node1: 'online',
      node2: 'online',
      node3: 'offline',
      compute1: 'unknown',
      backup1: 'foreign',
    });
    expect(plan.batches.map(({ quorumAfter }) => quorumAfter.margin)).toEqual([0, 0, -1, -2]);
    const accepted = hosts.run(1, hawser('cluster', 'shutdown', '--confirm', plan.hash));
    expect(accepted.status).toBe(0);
    const turnsSoFar = () => readFileSync(join(bmcs.folder, 'turns'), 'utf8').trim().split('\n');
    const isDown = () => existsSync(join(bmcs.folder, 'turns')) && turnsSoFar().includes('off node1');
    await until('node1 goes off', isDown, 120_000);
    const turns = turnsSoFar();
    expect(turns.slice(0, 2)).toEqual(['off compute1', 'off backup1']);
    expect(new Set(turns.slice(2, 4))).toEqual(new Set(['off node2', 'off node3']));
    expect(turns.slice(4)).toEqual(['off node1']);
    for (const name of MACHINES) expect(bmc(name).power, name).toBe('off');
    expect(fenced().slice(before)).toEqual([]);
    const [name = ''] = readdirSync(join(bmcs.folder, 'state', 'reports'));
    const report: RunReport = JSON.parse(readFileSync(join(bmcs.folder, 'state', 'reports', name), 'utf8'));
    expect(report.notes.map(({ text }) => text)).toEqual([
      'stonith-action is off',
      'stop-all-resources is true',
      'all services of the cluster have stopped',
      'maintenance-mode is true',
    ]);
    expect(report.tally).toEqual({ off: 4, pending: 1 });
    rmSync(join(bmcs.folder, 'turns'));
  });

  it('S0.33 S0.43 comes up again when asked: controllers, quorum, the rest; then it has its settings back', async () => {
    const before = fenced().length;
    await until('every host is off', () => HOSTS.every((host) => !hosts.host(host).isOn));
    // A boot has another id and an empty /run; only the former has to be made up here.
    moveToEarlierBoot(join(bmcs.folder, 'state'));
    bmc('node1').power = 'on';
    await switchOn(1);
    daemons.push(hosts.spawn(1, hawser('shutdown-watcher'), ['ignore', 'ignore', 'inherit']));
    let plan: ShutdownPlan | null = null;
    const isPlanned = () => {
      const asked = hosts.run(1, hawser('cluster', 'power-on', '--plan', '--output-format', 'json'));
      plan = asked.status === 0 ? JSON.parse(asked.stdout) : null;
      return plan !== null;
    };
    await until('a plan', isPlanned, 60_000);
    const { hash, acceptor } = plan as unknown as ShutdownPlan;
    expect(acceptor).toBe('node1');
    expect(existsSync(join(bmcs.folder, 'turns'))).toBe(false);
    expect(hosts.run(1, hawser('cluster', 'power-on', '--confirm', hash)).status).toBe(0);
    const progress = (): RunReport =>
      JSON.parse(hosts.run(1, ['cat', '/run/hawser/cluster_shutdown_status.json']).stdout);
    for (const host of [2, 3]) {
      await until(`node${host} is switched on`, () => bmcs.bmcs[host - 1]?.power === 'on', 60_000);
      // Controllers without quorum: nothing else is switched on yet.
      if (host === 2) expect(bmc('compute1').power).toBe('off');
      await switchOn(host);
    }
    await until('the start ends', () => progress().outcome !== null, 120_000);
    expect(progress()).toMatchObject({ action: 'start', outcome: 'done', tally: { on: 5 } });
    expect(readFileSync(join(bmcs.folder, 'turns'), 'utf8').trim().split('\n').slice(2)).toEqual([
      'on backup1',
      'on compute1',
    ]);
    await resourcesRun();
    expect(fenced().slice(before)).toEqual([]);
  });
});
