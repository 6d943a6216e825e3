/**
 * A site with a cluster: on each controller the cluster's daemon and the shutdown watcher, on the first the REST interface.
 * What stands for machines is namespaces (`LabSite`); nothing between button and power is replaced.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { runtimePath } from '../../src/cluster-shutdown/folders.ts';
import type { RunReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS } from '../lab/bmc-simulators.ts';
import type { CommandOutcome } from '../lab/lab-host.ts';
import { until } from '../lab/namespace-lab.ts';
import { type ClusterKind, HAWSER_PROGRAM, NODE, type RunInHost } from './cluster-kind.ts';
import { moveToEarlierBoot } from './earlier-boot.ts';
import { CONTROLLERS, LabSite, MACHINES } from './lab-site.ts';
import { relayTo } from './relay.ts';

export const WRONG_PASSWORD = 'not-the-password';
const RUNTIME = '/run/hawser';
/** Beginning a host, or a cluster of them, on a machine that does much else. */
const LONG_MS = 120_000;
const API_PORT = 9665;

export class WholeClusterLab {
  readonly kind: ClusterKind;
  readonly site: LabSite;
  readonly folder: string;
  readonly #processes: ChildProcess[] = [];
  /** Where the browser knocks. */
  readonly #door: Server;

  private constructor(kind: ClusterKind, site: LabSite) {
    this.kind = kind;
    this.site = site;
    this.folder = site.folder;
    this.#door = relayTo({ path: this.#apiSocket });
  }

  /** All machines are on, the cluster is whole and runs its three resources, watchers wait. */
  static async start(kind: ClusterKind): Promise<WholeClusterLab> {
    const lab: WholeClusterLab = new WholeClusterLab(kind, await LabSite.create((host) => lab.#boot(host)));
    try {
      await lab.#build();
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** Runs a command on a controller to its end, with what an operator has in the environment. */
  async run(host: number, command: readonly string[]): Promise<CommandOutcome> {
    return await this.site.host(host).execute([...this.#environment(host), ...command]);
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
    if (!this.site.host(host).isOn) return null;
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

  /** All members are there, with quorum, and the three resources run. */
  async untilHealthy(): Promise<void> {
    let last = '';
    const isHealthy = async () => {
      this.site.complain();
      if (!this.site.host(1).isOn) return false;
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
        this.site.complain();
        return await isMet();
      },
      LONG_MS,
    ).catch((error: unknown) => {
      throw new Error(
        `${what}: turns ${this.site.turns.join(', ')}; fenced ${this.site.fenced.join(', ')}\n${this.logs}`,
        {
          cause: error,
        },
      );
    });
  }

  /** Sets the interface up, with a user. Answers with the address at which a browser on this machine finds it. */
  async serve(user: string, password: string): Promise<string> {
    const config = { folder: join(this.folder, 'api'), listen: { address: '127.0.0.1', port: API_PORT } };
    writeFileSync(this.#apiConfig, JSON.stringify(config));
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
      if (this.site.host(i + 1).isOn)
        texts.push(
          (await this.run(i + 1, ['sh', '-c', `cat ${RUNTIME}/*.json /var/log/*/* 2>/dev/null`])).stdout,
        );
    }
    return texts;
  }

  async stop(): Promise<void> {
    this.#door.close();
    for (const child of this.#processes) child.kill('SIGKILL');
    await this.site.stop();
  }

  async #build(): Promise<void> {
    writeFileSync(join(this.folder, 'password'), BMC_ACCOUNTS.administrator.password, { mode: 0o600 });
    writeFileSync(join(this.folder, 'wrong-password'), WRONG_PASSWORD, { mode: 0o600 });
    this.writeInventory([]);
    await this.site.switchOn();
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
        const { host, port } = this.site.bmc(name);
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

  /** What init does on a controller: daemon, interface, and the watcher, which is started again when it ends. */
  async #boot(host: number): Promise<void> {
    const { setUp, daemon } = this.kind;
    const disk = this.#disk(host);
    const { status, stderr } = await this.run(host, ['sh', '-c', setUp(disk).join(' && ')]);
    if (status !== 0) throw new Error(`node${host} cannot be set up: ${stderr}`);
    // A boot has another id, and an empty /run; only the former has to be made up.
    moveToEarlierBoot(this.#state(host));
    this.#launch(host, `daemon${host}.log`, daemon(disk));
    const again = ['sh', '-c', 'while :; do "$@"; sleep 0.2; done', 'unit'];
    this.#launch(host, `watcher${host}.log`, [...again, ...HAWSER_PROGRAM, 'shutdown-watcher']);
    if (host === 1 && existsSync(join(this.folder, 'api'))) this.#startApi();
  }

  /** The interface, and what leads the browser to it. */
  #startApi(): void {
    this.#launch(1, 'api.log', [...HAWSER_PROGRAM, 'api', 'serve', '--config', this.#apiConfig]);
    const relay = join(import.meta.dirname, 'relay.ts');
    this.#launch(1, 'api.log', [NODE, relay, this.#apiSocket, String(API_PORT)]);
  }

  /** A process on a host that goes on until the host ends; what it says is in a file. */
  #launch(host: number, log: string, command: readonly string[]): void {
    const file = openSync(join(this.folder, log), 'a');
    const words = [...this.#environment(host), ...command];
    this.#processes.push(this.site.host(host).spawn(words, { stdio: ['ignore', file, file] }));
    closeSync(file);
  }

  get #apiConfig(): string {
    return join(this.folder, 'api.json');
  }

  get #apiSocket(): string {
    return join(this.folder, 'api.sock');
  }

  async #runHere(argv: readonly string[], input = ''): Promise<void> {
    const [node, ...rest] = HAWSER_PROGRAM;
    const child = spawn(node, [...rest, ...argv, '--config', this.#apiConfig], {
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
}
