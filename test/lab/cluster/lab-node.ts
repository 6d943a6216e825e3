import type { ChildProcess } from 'node:child_process';
import { type FSWatcher, mkdirSync, openSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCib } from '../../../src/cib/parse.ts';
import type { ClusterStatusReport } from '../../../src/controller/model/request.ts';
import { askLine } from '../../../src/daemon/line-client.ts';
import type { DaemonAnswer, DaemonRequest } from '../../../src/daemon/protocol.ts';
import type { Cluster } from '../../../src/scheduler/model/cluster.ts';
import { schedule } from '../../../src/scheduler/schedule.ts';
import { effectiveNow } from '../../../src/scheduler/unpack/effective-time.ts';
import type { BmcSimulator } from '../bmc-simulators.ts';
import { type CommandOutcome, LabHost } from '../lab-host.ts';
import type { NamespaceLab } from '../namespace-lab.ts';

const SOCKET = '/run/hawser/hawser.sock';
const LOG_LINES = 25;

/** What a node holds at one moment: its own report, and the cluster as its CIB shows it, decided upon. */
export interface NodeView {
  readonly status: ClusterStatusReport;
  readonly xml: string;
  readonly cluster: Cluster;
}

export interface NodeParts {
  readonly nodeId: number;
  readonly lab: NamespaceLab;
  readonly bmc: BmcSimulator;
  /** Folder with the Hawser that runs on the hosts. */
  readonly home: string;
}

/** One host of the cluster with its BMC and its daemon. The BMC's power really is the host's. */
export class LabNode {
  readonly nodeId: number;
  readonly name: string;
  readonly bmc: BmcSimulator;
  /** Whether the services of the cluster start when the host boots, as they do when an administrator has enabled them. */
  startsClusterAtBoot = true;
  readonly #lab: NamespaceLab;
  readonly #home: string;
  readonly #folder: string;
  #daemon: ChildProcess | null = null;
  #booting: Promise<void> | null = null;
  #powerWatch: FSWatcher | null = null;
  #isClosed = false;

  constructor({ nodeId, lab, bmc, home }: NodeParts) {
    this.nodeId = nodeId;
    this.name = `node${nodeId}`;
    this.bmc = bmc;
    this.#lab = lab;
    this.#home = home;
    this.#folder = join(lab.directory, this.name);
    mkdirSync(join(this.#folder, 'state'), { mode: 0o750 });
    writeFileSync(join(this.#folder, 'daemon.json'), JSON.stringify(this.#configuration()));
    this.#wirePower();
  }

  get host(): LabHost {
    return this.#lab.host(this.nodeId);
  }

  /** Folder of the CIB and the decisions that the node keeps. */
  get stateFolder(): string {
    return join(this.#folder, 'state');
  }

  get isDaemonRunning(): boolean {
    return this.#daemon !== null;
  }

  /** Process id of the daemon as seen from outside. */
  get daemonPid(): number | null {
    return this.#daemon === null ? null : LabHost.innerPid(this.#daemon);
  }

  // ---- its power and its programs

  startDaemon(): void {
    if (this.#daemon !== null) return;
    const log = openSync(join(this.#folder, 'daemon.log'), 'a');
    const command = [this.#executable('hawser'), 'daemon', '--config', join(this.#folder, 'daemon.json')];
    const child = this.host.spawn(command, { stdio: ['ignore', log, log] });
    this.#daemon = child;
    child.once('exit', () => {
      if (this.#daemon === child) this.#daemon = null;
    });
  }

  startCluster(): void {
    this.#lab.startCorosync(this.nodeId);
    this.startDaemon();
  }

  /** SIGKILL to the daemon alone; what its agents have started stays. */
  async killDaemon(): Promise<void> {
    const child = this.#daemon;
    const pid = this.daemonPid;
    if (child === null || pid === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(pid, 'SIGKILL');
    await ended;
  }

  /** Asks the daemon to end, as systemd does when the machine shuts down: it hands over and stops what runs here. */
  async stopDaemon(): Promise<void> {
    const child = this.#daemon;
    const pid = this.daemonPid;
    if (child === null || pid === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(pid, 'SIGTERM');
    await ended;
  }

  killCorosync(): Promise<void> {
    return this.#lab.killCorosync(this.nodeId);
  }

  /** The host loses its power; its BMC lives on standby power and knows. */
  async losePower(): Promise<void> {
    this.bmc.power = 'off';
    await this.host.powerOff();
  }

  /** The host loses its power and its BMC does, too: nobody can tell any more whether it is off. */
  async losePowerWithBmc(): Promise<void> {
    await this.bmc.stop();
    await this.losePower();
  }

  /** SIGKILL to every process of this name on the host. Returns how many there were. */
  killProcesses(name: string): number {
    const found = this.host.processes(name);
    if (found.length > 0) this.host.run(['kill', '-KILL', ...found.map(String)]);
    return found.length;
  }

  /** Waits for a boot that is under way, and boots the host if it is off. */
  async ensureOn(): Promise<void> {
    await this.bmc.stop();
    await this.#booting;
    this.bmc.heal();
    this.bmc.start();
    await this.#bootIfOff();
  }

  /** Power has no effect on the host any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#powerWatch?.close();
    await this.bmc.stop();
    await this.#booting;
  }

  // ---- what it says

  /** Asks the daemon as a client would; `null` when it does not answer. */
  async ask(request: DaemonRequest, timeoutMs = 10_000): Promise<DaemonAnswer | null> {
    if (!this.host.isOn || this.host.isFrozen || this.#daemon === null) return null;
    const socket = `/proc/${this.host.pid}/root${SOCKET}`;
    const answer = await askLine(socket, request, timeoutMs);
    return answer.ok ? (answer.value as DaemonAnswer) : null;
  }

  async status(): Promise<ClusterStatusReport | null> {
    const answer = await this.ask({ kind: 'status' });
    return answer?.kind === 'status' ? answer.status : null;
  }

  /** `null` when the daemon does not answer, or has no cluster yet. */
  async view(): Promise<NodeView | null> {
    const status = await this.status();
    const cib = status === null ? null : await this.ask({ kind: 'read-cib' });
    if (status === null || cib?.kind !== 'cib') return null;
    const parsed = parseCib(cib.xml);
    if (!parsed.ok) throw new Error(`${this.name} hands out a CIB that cannot be read`);
    const clock = { epoch: Math.floor(Date.now() / 1000), offset: 0 };
    const settings = { keepReasons: false, recordScores: false, recordUtilization: false };
    const cluster = schedule(
      parsed.value,
      effectiveNow(parsed.value, null, clock, () => 0),
      {
        ...settings,
        trustsPrivateValues: true,
      },
    );
    return { status, xml: cib.xml, cluster };
  }

  /** Runs the command line on the host: `hawser('node', 'standby', 'node1')`. */
  hawser(...words: readonly string[]): Promise<CommandOutcome> {
    return this.host.execute([this.#executable('hawser'), ...words]);
  }

  /** Runs one of the tools that agents use. */
  tool(name: string, ...words: readonly string[]): Promise<CommandOutcome> {
    return this.host.execute([this.#executable(join('tools', name)), ...words]);
  }

  /** The log of the daemon so far. */
  log(): string {
    return readFileSync(join(this.#folder, 'daemon.log'), 'utf8');
  }

  /** Everything to be known about the node at this moment, for a test that has waited in vain. */
  async describe(): Promise<string> {
    const state = this.host.isFrozen ? 'FROZEN' : this.host.isOn ? 'on' : 'OFF';
    const lines = [
      `=== ${this.name}: ${state}, its BMC ${this.bmc.isRunning ? `says ${this.bmc.power}` : 'is dead'}`,
      `BMC was told: ${this.bmc.commands.slice(-6).join(', ') || 'nothing'}`,
    ];
    if (this.host.isOn && !this.host.isFrozen) {
      const quorum = this.host.run(['corosync-quorumtool', '-s']).stdout;
      const facts = quorum.split('\n').filter((line) => /^(Nodes|Quorate|Ring ID):|^\s+\d+\s/.test(line));
      lines.push(`Corosync: ${facts.map((line) => line.trim().replaceAll(/\s+/g, ' ')).join('; ')}`);
      lines.push(this.#daemon === null ? 'no daemon' : (await this.hawser('status')).stdout.trimEnd());
    }
    const log = this.log().trimEnd().split('\n').slice(-LOG_LINES);
    return [...lines, '--- the end of its log', ...log].join('\n');
  }

  // ----

  #executable(name: string): string {
    return join(this.#home, 'bin', name);
  }

  #configuration(): unknown {
    return {
      engine: { kind: 'corosync', group: 'hawser' },
      stateFolder: join(this.#folder, 'state'),
      runtimeFolder: '/run/hawser',
      socket: { path: SOCKET, mode: '0600', group: null },
      // Slow machines are slow to give up, too.
      stopTimeoutMs: 120_000,
    };
  }

  /** A power off by the BMC ends the host before the BMC answers; a power on boots it. */
  #wirePower(): void {
    const pidFile = join(this.#folder, 'pid');
    this.bmc.hook = [
      '#!/bin/sh',
      '[ "$1" = on ] && exit 0',
      `pid=$(cat ${pidFile}) || exit 0`,
      'kill -KILL "$pid"',
      'while [ -d "/proc/$pid" ]; do sleep 0.01; done',
    ].join('\n');
    this.#writePid();
    this.#powerWatch = watch(this.bmc.folder, { persistent: false }, (_, file) => {
      if (file === 'power' && this.bmc.power === 'on') void this.#bootIfOff();
    });
  }

  async #bootIfOff(): Promise<void> {
    if (this.#booting === null && !this.host.isOn && !this.#isClosed) {
      this.#booting = this.#boot().finally(() => {
        this.#booting = null;
      });
    }
    await this.#booting;
  }

  async #boot(): Promise<void> {
    await this.#lab.powerOn(this.nodeId);
    this.#writePid();
    if (this.startsClusterAtBoot) this.startCluster();
  }

  #writePid(): void {
    writeFileSync(join(this.#folder, 'pid'), String(this.host.pid));
  }
}
