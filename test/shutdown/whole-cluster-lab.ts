/**
 * A site: three controllers, which are hosts with a real Corosync, a cluster's daemon, the shutdown watcher and the first of
 * them the REST interface; nine further hosts; a BMC simulator for each, whose power kills and starts the host; and a fence
 * agent that goes to the same power. What stands for machines is namespaces; nothing between button and power is replaced.
 */
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { runtimePath } from '../../src/cluster-shutdown/folders.ts';
import type { RunReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS, BmcLab, type BmcSimulator } from '../lab/bmc-simulators.ts';
import type { CommandOutcome } from '../lab/lab-host.ts';
import { endProcess, type HeldNamespace, holdNamespace } from '../lab/namespace.ts';
import { NamespaceLab, until } from '../lab/namespace-lab.ts';
import { type ClusterKind, HAWSER_PROGRAM, NODE, type RunInHost } from './cluster-kind.ts';
import { moveToEarlierBoot } from './earlier-boot.ts';
import { twelveMachines } from './machines.ts';
import { relayTo } from './relay.ts';

export const CONTROLLERS = ['node1', 'node2', 'node3'] as const;
export const MACHINES = twelveMachines(CONTROLLERS);
export const WRONG_PASSWORD = 'not-the-password';
const RUNTIME = '/run/hawser';
/** Beginning a host, or a cluster of them, on a machine that does much else. */
const LONG_MS = 120_000;
const LOOK_MS = 20;
const API_PORT = 9665;

export class WholeClusterLab {
  readonly kind: ClusterKind;
  readonly folder: string;
  readonly #bmcs: BmcLab;
  readonly #hosts: NamespaceLab;
  /** Hosts that are no controllers, while they are on. */
  readonly #others = new Map<string, HeldNamespace>();
  /** The network of this machine, on whose loopback the BMC simulators are. */
  readonly #network: string;
  readonly #processes: ChildProcess[] = [];
  /** Where the browser knocks. */
  readonly #door: Server;
  #supervisor: NodeJS.Timeout | null = null;
  #switching: Promise<void> = Promise.resolve();
  #seen = { turns: 0, fenced: 0 };
  #trouble: unknown = null;

  private constructor(kind: ClusterKind, bmcs: BmcLab, hosts: NamespaceLab) {
    this.kind = kind;
    this.#bmcs = bmcs;
    this.#hosts = hosts;
    this.folder = bmcs.folder;
    this.#network = join(this.folder, 'network');
    this.#door = relayTo({ path: this.#apiSocket });
  }

  /** All machines are on, the cluster is whole and runs its three resources, watchers wait. */
  static async start(kind: ClusterKind): Promise<WholeClusterLab> {
    const bmcs = await BmcLab.start(MACHINES.length);
    // Before the hosts are made, so that they see it.
    const network = join(bmcs.folder, 'network');
    writeFileSync(network, '');
    spawnSync('mount', ['--bind', '/proc/self/ns/net', network]);
    const hosts = await NamespaceLab.create({ hosts: CONTROLLERS.length, tokenMs: 2500 });
    const lab = new WholeClusterLab(kind, bmcs, hosts);
    try {
      await lab.#build();
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  bmc(name: string): BmcSimulator {
    return this.#bmcs.bmcs[MACHINES.findIndex((machine) => machine.name === name)] as BmcSimulator;
  }

  /** Whether the machine itself runs, whatever its BMC says. */
  isUp(name: string): boolean {
    const host = hostOf(name);
    if (host > 0) return this.#hosts.host(host).isOn;
    const held = this.#others.get(name);
    return held !== undefined && held.holder.exitCode === null && held.holder.signalCode === null;
  }

  /** What BMCs have done to their machines, oldest first: `off n1`. */
  get turns(): readonly string[] {
    return this.#lines('turns');
  }

  /** What the fence agent was told to do: `reboot node3`. */
  get fenced(): readonly string[] {
    return this.#lines(join('by-name', 'fenced'));
  }

  /** Runs a command on a controller to its end, with what an operator has in the environment. */
  async run(host: number, command: readonly string[]): Promise<CommandOutcome> {
    return await this.#hosts.host(host).execute([...this.#environment(host), ...command]);
  }

  async hawser(host: number, ...argv: readonly string[]): Promise<CommandOutcome> {
    return await this.run(host, [...HAWSER_PROGRAM, ...argv]);
  }

  /** The plan's hash. */
  async planHash(host: number, verb: 'shutdown' | 'power-on'): Promise<string> {
    const { status, stdout, stderr } = await this.hawser(
      host,
      'cluster',
      verb,
      '--plan',
      '--output-format',
      'json',
    );
    if (status !== 0) throw new Error(`no plan: ${stderr}`);
    return JSON.parse(stdout).hash;
  }

  /** Progress as a controller's watcher shows it; `null` when there is none to be seen. */
  async progress(host: number): Promise<RunReport | null> {
    if (!this.#hosts.host(host).isOn) return null;
    const { status, stdout } = await this.run(host, ['cat', this.#runtimePath('status')]);
    return status === 0 ? JSON.parse(stdout) : null;
  }

  async isThere(host: number, name: Parameters<typeof runtimePath>[1]): Promise<boolean> {
    return (await this.run(host, ['test', '-e', this.#runtimePath(name)])).status === 0;
  }

  /** The last report on a controller's disk. */
  report(host: number): RunReport {
    const folder = join(this.#state(host), 'reports');
    const [last] = readdirSync(folder)
      .map((name): RunReport => JSON.parse(readFileSync(join(folder, name), 'utf8')))
      .sort((one, other) => other.acceptedAt - one.acceptedAt);
    if (last === undefined) throw new Error('there is no report');
    return last;
  }

  /** Number of the watcher's process in its host; `null` while there is none. */
  async watcherPid(host: number): Promise<number | null> {
    const { status, stdout } = await this.hawser(
      host,
      'cluster',
      'shutdown',
      'status',
      '--output-format',
      'json',
    );
    return status === 0 ? JSON.parse(stdout).watcher.pid : null;
  }

  async signal(host: number, signal: string, ...pids: readonly number[]): Promise<void> {
    await this.run(host, ['kill', `-${signal}`, ...pids.map(String)]);
  }

  /** Kills the cluster's daemon on a host. */
  async killDaemon(host: number): Promise<void> {
    const { stdout } = await this.run(host, ['pgrep', ...this.kind.processes]);
    const pids = stdout.split('\n').filter(Boolean).map(Number);
    if (pids.length === 0) throw new Error(`no daemon runs on node${host}`);
    await this.signal(host, 'KILL', ...pids);
  }

  /** A host that is no controller has lost its current. */
  lose(name: string): void {
    const held = this.#others.get(name);
    if (held === undefined) throw new Error(`there is no ${name}`);
    this.bmc(name).power = 'off';
    endProcess(held.pid);
  }

  killCorosync(host: number): Promise<void> {
    return this.#hosts.killCorosync(host);
  }

  /** The current is gone, and the BMC with it: it says so when it is back. */
  async cutPower(name: (typeof CONTROLLERS)[number]): Promise<void> {
    this.bmc(name).power = 'off';
    await this.#hosts.powerOff(hostOf(name));
  }

  /** Somebody presses the button at the machine. */
  async pressPower(name: (typeof CONTROLLERS)[number]): Promise<void> {
    this.bmc(name).power = 'on';
    this.#switch(`on ${name}`);
    await this.#switching;
  }

  /** All members are there, with quorum, and the three resources run. */
  async untilHealthy(): Promise<void> {
    let last = '';
    const isHealthy = async () => {
      this.#complain();
      if (!this.#hosts.host(1).isOn) return false;
      if ((await this.kind.members((command) => this.run(1, command))) !== CONTROLLERS.length) return false;
      const { status, stdout, stderr } = await this.hawser(
        1,
        ...['cluster', 'shutdown', '--plan', '--output-format', 'json'],
      );
      last = status === 0 ? '' : stderr;
      return status === 0 && JSON.parse(stdout).stops.length === 3;
    };
    await until('the cluster to be whole', isHealthy, LONG_MS).catch((error: unknown) => {
      throw new Error(`${last}\n${this.logs}`, { cause: error });
    });
  }

  /** Waits; what went wrong with a host meanwhile is told at once. */
  async until(what: string, isMet: () => boolean | Promise<boolean>): Promise<void> {
    await until(
      what,
      async () => {
        this.#complain();
        return await isMet();
      },
      LONG_MS,
    ).catch((error: unknown) => {
      throw new Error(
        `${what}: turns ${this.turns.join(', ')}; fenced ${this.fenced.join(', ')}\n${this.logs}`,
        {
          cause: error,
        },
      );
    });
  }

  /** Sets the interface up, with a user. Answers with the address at which a browser on this machine finds it. */
  async serve(user: string, password: string): Promise<string> {
    const config = { folder: join(this.folder, 'api'), listen: { address: '127.0.0.1', port: API_PORT } };
    writeFileSync(join(this.folder, 'api.json'), JSON.stringify(config));
    await this.#runHere(['api', 'setup']);
    await this.#runHere(['user', 'add', user, '--role', 'operator'], `${password}\n`);
    this.#startApi();
    await this.until(
      'the interface listens',
      () => /listening at/.test(this.apiLog) && existsSync(this.#apiSocket),
    );
    this.#door.listen(0, '127.0.0.1');
    await once(this.#door, 'listening');
    return `https://127.0.0.1:${(this.#door.address() as AddressInfo).port}/`;
  }

  /** What the interface and the watchers have said. */
  get apiLog(): string {
    return this.#text('api.log');
  }

  get logs(): string {
    return CONTROLLERS.map((_name, i) => this.#text(`watcher${i + 1}.log`)).join('');
  }

  /** Everything that was written, besides the secrets themselves and the simulators' accounts. */
  async writtenTexts(): Promise<readonly string[]> {
    const texts = [this.apiLog, this.logs];
    for (const [i] of CONTROLLERS.entries()) {
      for (const folder of [this.#state(i + 1), this.#disk(i + 1)]) {
        if (!existsSync(folder)) continue;
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
          if (entry.isFile()) texts.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
      }
      if (this.#hosts.host(i + 1).isOn)
        texts.push(
          (await this.run(i + 1, ['sh', '-c', `cat ${RUNTIME}/*.json /var/log/*/* 2>/dev/null`])).stdout,
        );
    }
    return texts;
  }

  async stop(): Promise<void> {
    if (this.#supervisor !== null) clearInterval(this.#supervisor);
    await this.#switching.catch(() => undefined);
    this.#door.close();
    this.#hosts.destroy();
    for (const { pid } of this.#others.values()) endProcess(pid);
    for (const child of this.#processes) child.kill('SIGKILL');
    spawnSync('umount', [this.#network]);
    await this.#bmcs.stop();
  }

  async #build(): Promise<void> {
    for (const name of ['tools', 'by-name', 'pids']) mkdirSync(join(this.folder, name));
    writeFileSync(
      join(this.folder, 'tools', 'ipmitool'),
      `#!/bin/sh\nexec nsenter --net=${this.#network} /usr/bin/ipmitool "$@"\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(this.folder, 'password'), BMC_ACCOUNTS.administrator.password, { mode: 0o600 });
    writeFileSync(join(this.folder, 'wrong-password'), WRONG_PASSWORD, { mode: 0o600 });
    this.writeInventory([]);
    for (const { name } of MACHINES) {
      const bmc = this.bmc(name);
      symlinkSync(bmc.folder, join(this.folder, 'by-name', name));
      // Off kills the machine before anything else is said; on is up to the supervisor.
      const kill = `[ "$1" = off ] && kill -9 "$(cat ${this.folder}/pids/${name})"`;
      bmc.hook = `#!/bin/sh\n${kill}\necho "$1 ${name}" >>${this.folder}/turns\n`;
    }
    for (const [i, name] of CONTROLLERS.entries()) await this.#boot(i + 1, name);
    for (const { name } of MACHINES) if (hostOf(name) === 0) await this.#bootOther(name);
    this.#supervisor = setInterval(() => this.#supervise(), LOOK_MS);
    await this.#configure();
    await this.untilHealthy();
  }

  /** The inventory; machines named here have the wrong password in it. */
  writeInventory(wrong: readonly string[]): void {
    const inventory = {
      cluster: 'lab',
      ipmi: true,
      oneClickShutdown: true,
      bmc: {
        interface: 'lanplus',
        user: BMC_ACCOUNTS.administrator.user,
        password: { file: join(this.folder, 'password') },
        answerSeconds: 2,
      },
      roles: Object.fromEntries(
        ['compute', 'controller', 'other', 'foreign'].map((role) => [role, { soft: 6, hard: 4 }]),
      ),
      limits: { unreachableSeconds: 6, stopServicesSeconds: 60, localPowerOff: false, healthySeconds: 120 },
      machines: MACHINES.map(({ name, role, more }) => {
        const { host, port } = this.bmc(name);
        const password = wrong.includes(name)
          ? { password: { file: join(this.folder, 'wrong-password') } }
          : {};
        return { name, role, bmc: { host, port, ...password }, ...more };
      }),
    };
    writeFileSync(join(this.folder, 'inventory.json'), JSON.stringify(inventory));
  }

  async #configure(): Promise<void> {
    const run: RunInHost = (command) => this.run(1, command);
    await until('three members', async () => (await this.kind.members(run)) === 3, LONG_MS);
    const parameter = (name: string, value: string) =>
      `<nvpair id="p-${name}" name="${name}" value="${value}"/>`;
    const resources = `<resources><primitive id="power" class="stonith" type="fence_dummy"><instance_attributes id="pi">${parameter('folder', join(this.folder, 'by-name'))}${parameter('pcmk_host_list', CONTROLLERS.join(' '))}${parameter('pcmk_host_check', 'static-list')}</instance_attributes></primitive><group id="site"><primitive id="d1" class="ocf" provider="pacemaker" type="Dummy"/><primitive id="d2" class="ocf" provider="pacemaker" type="Dummy"/></group></resources>`;
    // On a busy machine a node may lose sight of the others for a moment, and is asked again.
    let complaint: unknown = null;
    const isTaken = () =>
      this.kind.configure(run, resources, this.folder).then(
        () => true,
        (error: unknown) => {
          complaint = error;
          return false;
        },
      );
    await until('the configuration to be taken', isTaken, LONG_MS).catch(() => {
      throw complaint;
    });
  }

  /** What init does on a controller: daemon and watcher, each started again when it ends, and the interface. */
  async #boot(host: number, name: string): Promise<void> {
    const { setUp, daemon } = this.kind;
    const disk = this.#disk(host);
    writeFileSync(join(this.folder, 'pids', name), `${this.#hosts.host(host).pid}`);
    const { status, stderr } = await this.run(host, ['sh', '-c', setUp(disk).join(' && ')]);
    if (status !== 0) throw new Error(`${name} cannot be set up: ${stderr}`);
    // A boot has another id, and an empty /run; only the former has to be made up.
    moveToEarlierBoot(this.#state(host));
    const log = openSync(join(this.folder, `daemon${host}.log`), 'a');
    this.#processes.push(this.#hosts.host(host).spawn(daemon(disk), { stdio: ['ignore', log, log] }));
    const watcher = openSync(join(this.folder, `watcher${host}.log`), 'a');
    const unit = [
      'sh',
      '-c',
      'while :; do "$@"; sleep 0.2; done',
      'unit',
      ...HAWSER_PROGRAM,
      'shutdown-watcher',
    ];
    this.#processes.push(
      this.#hosts
        .host(host)
        .spawn([...this.#environment(host), ...unit], { stdio: ['ignore', watcher, watcher] }),
    );
    if (host === 1 && existsSync(join(this.folder, 'api'))) this.#startApi();
  }

  async #bootOther(name: string): Promise<void> {
    const held = await holdNamespace(['--uts'], [`hostname ${name}`]);
    this.#others.set(name, held);
    writeFileSync(join(this.folder, 'pids', name), `${held.pid}`);
  }

  /** Brings about what BMCs and fencing have switched. */
  #supervise(): void {
    for (const line of this.turns.slice(this.#seen.turns)) if (line.startsWith('on ')) this.#switch(line);
    for (const line of this.fenced.slice(this.#seen.fenced)) this.#switch(line);
    this.#seen = { turns: this.turns.length, fenced: this.fenced.length };
  }

  /** One after the other; `reboot` of a machine that is off is `on`, as with a real chassis. */
  #switch(line: string): void {
    const [action, name = ''] = line.split(' ');
    this.#switching = this.#switching.then(async () => {
      const host = hostOf(name);
      if (host > 0 && action !== 'on') await this.#hosts.powerOff(host);
      if (action === 'off' || this.isUp(name)) return;
      if (host === 0) {
        await this.#bootOther(name);
        return;
      }
      await this.#hosts.powerOn(host);
      this.#hosts.startCorosync(host);
      await this.#boot(host, name);
    });
    this.#switching.catch((error: unknown) => {
      this.#trouble = error;
    });
  }

  #complain(): void {
    if (this.#trouble !== null) throw this.#trouble;
  }

  /** In the first host, and what leads the browser to it. */
  #startApi(): void {
    const log = openSync(join(this.folder, 'api.log'), 'a');
    const serve = [...HAWSER_PROGRAM, 'api', 'serve', '--config', join(this.folder, 'api.json')];
    const relay = [NODE, join(import.meta.dirname, 'relay.ts'), this.#apiSocket, String(API_PORT)];
    for (const command of [serve, relay]) {
      const stdio: StdioOptions = ['ignore', log, log];
      this.#processes.push(this.#hosts.host(1).spawn([...this.#environment(1), ...command], { stdio }));
    }
  }

  get #apiSocket(): string {
    return join(this.folder, 'api.sock');
  }

  async #runHere(argv: readonly string[], input = ''): Promise<void> {
    const [node, ...rest] = HAWSER_PROGRAM;
    const child = spawn(node, [...rest, ...argv, '--config', join(this.folder, 'api.json')], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin?.end(input);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`hawser ${argv.join(' ')} ended with ${code}`);
  }

  #environment(host: number): readonly string[] {
    return [
      'env',
      `PATH=${join(this.folder, 'tools')}:${process.env.PATH}`,
      `HAWSER_INVENTORY=${join(this.folder, 'inventory.json')}`,
      `HAWSER_RUNTIME_FOLDER=${RUNTIME}`,
      `HAWSER_SHUTDOWN_STATE_FOLDER=${this.#state(host)}`,
    ];
  }

  #state(host: number): string {
    return join(this.folder, `state${host}`);
  }

  #disk(host: number): string {
    const disk = join(this.folder, `disk${host}`);
    mkdirSync(disk, { recursive: true });
    return disk;
  }

  #runtimePath(name: Parameters<typeof runtimePath>[1]): string {
    return runtimePath({ runtime: RUNTIME, state: '' }, name);
  }

  #text(name: string): string {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  #lines(name: string): readonly string[] {
    return this.#text(name).split('\n').filter(Boolean);
  }
}

/** Number of a controller's host; 0 for other machines. */
function hostOf(name: string): number {
  return (CONTROLLERS as readonly string[]).indexOf(name) + 1;
}
