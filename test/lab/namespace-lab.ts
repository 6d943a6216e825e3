import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeConfiguration, newConfiguration } from '../../src/corosync/conf/change-configuration.ts';
import { writeConf } from '../../src/corosync/conf/document.ts';
import { type CommandOutcome, LabHost } from './lab-host.ts';
import { type Cable, LabSwitch } from './lab-switch.ts';

export interface LabOptions {
  readonly hosts: number;
  /** The totem token, ms: Corosync sees a loss about 3.5 of these after it happened. */
  readonly tokenMs?: number;
  /** Further settings of the quorum section. */
  readonly quorum?: Readonly<Record<string, string>>;
  /** Cables of a host beside the one that Corosync uses, into networks that the lab's user adds. */
  readonly moreCables?: (nodeId: number) => readonly Cable[];
  /** Networks for `moreCables`; no partition touches them. */
  readonly moreNetworks?: readonly string[];
  /** Folders to be made in the lab's directory. */
  readonly folders?: readonly string[];
  /** Shell lines that run while a host boots, given the lab's directory. */
  readonly atBoot?: (directory: string) => readonly string[];
}

const NETWORK = '10.77.0';
const READY_DEADLINE_MS = 20_000;
const POLL_MS = 25;
/** Directories each host has for itself. /run and /dev/shm carry Corosync's own connections. */
const OWN_DIRECTORIES = ['/run', '/dev/shm', '/etc/corosync', '/var/lib/corosync', '/var/log'];

/** Address of a host on the network that Corosync uses. */
export function ringAddress(nodeId: number): string {
  return `${NETWORK}.${nodeId}`;
}

/** Whether this machine can carry a lab: root, Corosync, iproute2, and leave to make namespaces. */
export function canRunLab(): boolean {
  if (process.getuid?.() !== 0) return false;
  const programs = spawnSync('sh', ['-c', 'command -v corosync && command -v ip && command -v nsenter']);
  if (programs.status !== 0) return false;
  return spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']).status === 0;
}

/**
 * Hosts on one machine: each a network, mount, PID, UTS and IPC namespace of its own with a real Corosync, all on a
 * switch that is a namespace too. Nothing has a name on the machine: the namespaces live as long as their first
 * process, and that ends when the pipe from us closes, however we end.
 */
export class NamespaceLab {
  readonly directory = mkdtempSync(join(tmpdir(), 'hawser-lab-'));
  readonly #options: LabOptions;
  readonly #hosts = new Map<number, LabHost>();
  /** nsenter of each Corosync that runs. */
  readonly #corosyncs = new Map<number, ChildProcess>();
  /** Part of the network each host is in; 0 is the network of all. */
  readonly #parts = new Map<number, number>();
  #oneWayCuts: { readonly from: number; readonly to: number }[] = [];
  #switch: LabSwitch | null = null;

  private constructor(options: LabOptions) {
    this.#options = options;
  }

  static async create(options: LabOptions): Promise<NamespaceLab> {
    const lab = new NamespaceLab(options);
    try {
      await lab.#build();
    } catch (error) {
      lab.destroy();
      throw error;
    }
    return lab;
  }

  get nodeIds(): number[] {
    return Array.from({ length: this.#options.hosts }, (_, index) => index + 1);
  }

  get labSwitch(): LabSwitch {
    if (this.#switch === null) throw new Error('the lab has been destroyed');
    return this.#switch;
  }

  host(nodeId: number): LabHost {
    const host = this.#hosts.get(nodeId);
    if (host === undefined) throw new Error(`there is no node${nodeId}`);
    return host;
  }

  /** File with what Corosync on the host has said. */
  corosyncLog(nodeId: number): string {
    return join(this.directory, `node${nodeId}`, 'corosync.log');
  }

  /** Starts Corosync on the host; `settled` waits for it. */
  startCorosync(nodeId: number): void {
    if (this.#corosyncs.has(nodeId)) return;
    const log = openSync(this.corosyncLog(nodeId), 'a');
    const child = this.host(nodeId).spawn(['corosync', '-f'], { stdio: ['ignore', log, log] });
    this.#corosyncs.set(nodeId, child);
    child.once('exit', () => {
      if (this.#corosyncs.get(nodeId) === child) this.#corosyncs.delete(nodeId);
    });
  }

  /** Kills Corosync on the host as a crash would. Resolves when it has ended. */
  async killCorosync(nodeId: number): Promise<void> {
    const child = this.#corosyncs.get(nodeId);
    if (child === undefined) return;
    const ended = once(child, 'exit');
    this.#signalCorosync(nodeId, 'SIGKILL');
    await ended;
  }

  /** Stops or continues the Corosync process of the host (it keeps its state). */
  freezeCorosync(nodeId: number): void {
    this.#signalCorosync(nodeId, 'SIGSTOP');
  }

  thawCorosync(nodeId: number): void {
    this.#signalCorosync(nodeId, 'SIGCONT');
    // nsenter stops itself along with the process it has started.
    this.#corosyncs.get(nodeId)?.kill('SIGCONT');
  }

  /** Resident memory of the host's Corosync, bytes. */
  corosyncMemory(nodeId: number): number {
    const status = readFileSync(`/proc/${this.#corosyncPid(nodeId)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Waits until Corosync on each of these hosts counts `members` nodes and has (or has not) quorum. */
  async settled(nodeIds: readonly number[], members: number, isQuorate = true): Promise<void> {
    await until(`Corosync on ${nodeIds.join(', ')} to see ${members} members`, () =>
      nodeIds.every((nodeId) => {
        const { stdout } = this.run(nodeId, ['corosync-quorumtool', '-s']);
        const nodes = Number(/^Nodes:\s+(\d+)/m.exec(stdout)?.[1] ?? 0);
        return nodes === members && /^Quorate:\s+Yes/m.test(stdout) === isQuorate;
      }),
    );
  }

  /** Cuts the network into these parts; each becomes a switch of its own. A host not named is alone. */
  partition(...parts: readonly (readonly number[])[]): void {
    for (const nodeId of this.nodeIds) {
      const part = parts.findIndex((nodeIds) => nodeIds.includes(nodeId));
      this.#plug(nodeId, part < 0 ? parts.length + nodeId : part);
    }
  }

  /** Nothing the first host sends reaches the second; the other way round all does. */
  cutOneWay(from: number, to: number): void {
    this.#oneWayCuts.push({ from, to });
    const { status, stderr } = this.host(from).run([
      ...['ip', 'neighbour', 'replace', `${NETWORK}.${to}`, 'dev', 'eth0'],
      ...['lladdr', '02:00:00:00:00:ff', 'nud', 'permanent'],
    ]);
    if (status !== 0) throw new Error(`ip neighbour: ${stderr.trim()}`);
  }

  /** No cut is left. */
  heal(): void {
    this.#oneWayCuts = [];
    for (const nodeId of this.nodeIds) {
      this.#plug(nodeId, 0);
      if (this.host(nodeId).isOn) {
        this.run(nodeId, ['ip', 'neighbour', 'flush', 'dev', 'eth0', 'nud', 'permanent']);
      }
    }
  }

  /** Power off: everything in the host ends at once. Resolves when nothing of it is left. */
  async powerOff(nodeId: number): Promise<void> {
    await this.host(nodeId).powerOff();
  }

  /** Power on; the network is as it was. Corosync does not start by itself. */
  async powerOn(nodeId: number): Promise<void> {
    await this.host(nodeId).boot();
    this.#plug(nodeId, this.#parts.get(nodeId) ?? 0);
    const cuts = this.#oneWayCuts.filter(({ from }) => from === nodeId);
    this.#oneWayCuts = this.#oneWayCuts.filter(({ from }) => from !== nodeId);
    for (const { from, to } of cuts) this.cutOneWay(from, to);
  }

  /** A process in the host. */
  spawn(
    nodeId: number,
    command: readonly string[],
    stdio: ('ignore' | 'inherit' | 'pipe' | 'ipc')[],
  ): ChildProcess {
    return this.host(nodeId).spawn(command, { stdio });
  }

  /** Runs a command in the host to its end. */
  run(nodeId: number, command: readonly string[]): CommandOutcome {
    return this.host(nodeId).run(command);
  }

  destroy(): void {
    for (const host of this.#hosts.values()) void host.powerOff();
    this.#switch?.destroy();
    this.#switch = null;
    rmSync(this.directory, { recursive: true, force: true });
  }

  // ----

  async #build(): Promise<void> {
    const { hosts, moreCables, moreNetworks = [], folders = [], atBoot } = this.#options;
    chmodSync(this.directory, 0o755);
    const labSwitch = await LabSwitch.create();
    this.#switch = labSwitch;
    for (let part = 0; part <= 2 * hosts; part++) labSwitch.addNetwork(`part${part}`);
    for (const network of moreNetworks) labSwitch.addNetwork(network);
    for (const folder of folders) mkdirSync(join(this.directory, folder));
    const configuration = join(this.directory, 'corosync.conf');
    writeFileSync(configuration, this.#configuration());
    for (const nodeId of this.nodeIds) {
      mkdirSync(join(this.directory, `node${nodeId}`));
      const address = `${ringAddress(nodeId)}/24`;
      const ring = { port: `host${nodeId}`, device: 'eth0', address, network: 'part0' };
      const host = new LabHost({
        name: `node${nodeId}`,
        labSwitch,
        cables: [ring, ...(moreCables?.(nodeId) ?? [])],
        ownDirectories: OWN_DIRECTORIES,
        atBoot: [
          'mkdir -p /etc/corosync/uidgid.d /var/log/corosync /run/corosync',
          `cp ${configuration} /etc/corosync/corosync.conf`,
          ...(atBoot?.(this.directory) ?? []),
        ],
      });
      this.#hosts.set(nodeId, host);
      await host.boot();
    }
    for (const nodeId of this.nodeIds) this.startCorosync(nodeId);
    await this.settled(this.nodeIds, hosts);
  }

  #configuration(): string {
    const totem = {
      crypto_cipher: 'none',
      crypto_hash: 'none',
      token: String(this.#options.tokenMs ?? 1000),
    };
    const quorum = { ...(this.#options.hosts === 2 ? { wait_for_all: '0' } : {}), ...this.#options.quorum };
    const nodes = this.nodeIds.map((nodeId) => ({
      nodeId,
      name: `node${nodeId}`,
      addresses: [ringAddress(nodeId)],
    }));
    const document = newConfiguration({ name: 'lab', nodes, totem, quorum });
    const logging = { to_syslog: 'no', to_stderr: 'yes', timestamp: 'on' };
    return writeConf(changeConfiguration(document, { kind: 'set-logging', settings: logging }));
  }

  #plug(nodeId: number, part: number): void {
    this.#parts.set(nodeId, part);
    if (this.host(nodeId).isOn) this.labSwitch.plug(`host${nodeId}`, `part${part}`);
  }

  #corosyncPid(nodeId: number): number {
    const child = this.#corosyncs.get(nodeId);
    const pid = child === undefined ? null : LabHost.innerPid(child);
    if (pid === null) throw new Error(`Corosync does not run on node${nodeId}`);
    return pid;
  }

  #signalCorosync(nodeId: number, signal: NodeJS.Signals): void {
    process.kill(this.#corosyncPid(nodeId), signal);
  }
}

/** Waits for a condition, at most until the deadline. */
export async function until(
  what: string,
  isMet: () => boolean | Promise<boolean>,
  deadlineMs = READY_DEADLINE_MS,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await isMet())) {
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
