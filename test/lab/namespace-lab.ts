import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeConfiguration, newConfiguration } from '../../src/corosync/conf/change-configuration.ts';
import { writeConf } from '../../src/corosync/conf/document.ts';

export interface LabOptions {
  readonly hosts: number;
  /** The totem token, ms: Corosync sees a loss about 3.5 of these after it happened. */
  readonly tokenMs?: number;
  /** Further settings of the quorum section. */
  readonly quorum?: Readonly<Record<string, string>>;
}

interface Host {
  /** unshare; its child is the host's first process. */
  readonly holder: ChildProcess;
  /** The host's first process as seen from outside: ending it ends everything in the host. */
  readonly pid: number;
  corosync: ChildProcess | null;
}

const NETWORK = '10.77.0';
const READY_DEADLINE_MS = 20_000;
const POLL_MS = 25;
/** Directories each host has for itself. /run and /dev/shm carry Corosync's own connections. */
const PRIVATE_DIRECTORIES = ['/run', '/dev/shm', '/etc/corosync', '/var/lib/corosync', '/var/log'];

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
  readonly #hosts = new Map<number, Host>();
  readonly #options: LabOptions;
  #switch: { holder: ChildProcess; pid: number } | null = null;

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

  /** Starts Corosync on the host; `quorate` waits for it. */
  startCorosync(nodeId: number): void {
    const host = this.#host(nodeId);
    if (host.corosync !== null) return;
    const child = this.spawn(nodeId, ['corosync', '-f'], ['ignore', 'ignore', 'inherit']);
    host.corosync = child;
    child.once('exit', () => {
      if (host.corosync === child) host.corosync = null;
    });
  }

  /** Kills Corosync on the host as a crash would. Resolves when it has ended. */
  async killCorosync(nodeId: number): Promise<void> {
    const host = this.#host(nodeId);
    if (host.corosync === null) return;
    const ended = new Promise((resolve) => host.corosync?.once('exit', resolve));
    this.#signalCorosync(nodeId, 'KILL');
    await ended;
  }

  /** Stops or continues the Corosync process of the host (it keeps its state). */
  freezeCorosync(nodeId: number): void {
    this.#signalCorosync(nodeId, 'STOP');
  }

  thawCorosync(nodeId: number): void {
    this.#signalCorosync(nodeId, 'CONT');
    // nsenter stops itself along with the process it has started.
    this.#host(nodeId).corosync?.kill('SIGCONT');
  }

  /** Resident memory of the host's Corosync, bytes. */
  corosyncMemory(nodeId: number): number {
    const pid = this.#corosyncPid(nodeId);
    const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
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

  heal(): void {
    for (const nodeId of this.nodeIds) this.#plug(nodeId, 0);
  }

  /** Power off: everything in the host ends at once. */
  powerOff(nodeId: number): void {
    const host = this.#host(nodeId);
    process.kill(host.pid, 'SIGKILL');
    this.#hosts.delete(nodeId);
  }

  /** The host's first process as seen from outside: killing it is a power cut. */
  firstProcess(nodeId: number): number {
    return this.#host(nodeId).pid;
  }

  /** A process in the host. */
  spawn(
    nodeId: number,
    command: readonly string[],
    stdio: ('ignore' | 'inherit' | 'pipe' | 'ipc')[],
  ): ChildProcess {
    return spawn('nsenter', [...this.#enter(nodeId), ...command], { stdio, cwd: process.cwd() });
  }

  /** Runs a command in the host to its end. */
  run(nodeId: number, command: readonly string[]): { status: number | null; stdout: string } {
    const { status, stdout } = spawnSync('nsenter', [...this.#enter(nodeId), ...command], {
      encoding: 'utf8',
    });
    return { status, stdout };
  }

  destroy(): void {
    for (const { pid } of this.#hosts.values()) endProcess(pid);
    this.#hosts.clear();
    if (this.#switch !== null) endProcess(this.#switch.pid);
    this.#switch = null;
    rmSync(this.directory, { recursive: true, force: true });
  }

  // ----

  async #build(): Promise<void> {
    this.#switch = await hold(['--net'], 'echo ready');
    for (let part = 0; part <= 2 * this.#options.hosts; part++) {
      this.#onSwitch('link', 'add', `part${part}`, 'type', 'bridge');
      this.#onSwitch('link', 'set', `part${part}`, 'up');
    }
    writeFileSync(join(this.directory, 'corosync.conf'), this.#configuration());
    for (const nodeId of this.nodeIds) await this.#boot(nodeId);
    for (const nodeId of this.nodeIds) this.startCorosync(nodeId);
    await this.settled(this.nodeIds, this.#options.hosts);
  }

  async #boot(nodeId: number): Promise<void> {
    const mounts = PRIVATE_DIRECTORIES.map((path) => `mkdir -p ${path} && mount -t tmpfs tmpfs ${path}`);
    const setUp = [
      'set -e',
      `exec 3< ${join(this.directory, 'corosync.conf')}`,
      ...mounts,
      'mkdir -p /etc/corosync/uidgid.d /var/log/corosync /run/corosync',
      'cat <&3 > /etc/corosync/corosync.conf',
      `hostname node${nodeId}`,
      'ip link set lo up',
      'echo ready',
    ].join('\n');
    const namespaces = ['--net', '--mount', '--uts', '--ipc', '--propagation', 'private'];
    const { holder, pid } = await hold(namespaces, setUp);
    this.#hosts.set(nodeId, { holder, pid, corosync: null });
    this.#onSwitch(
      'link',
      'add',
      `host${nodeId}`,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(pid),
    );
    this.#plug(nodeId, 0);
    this.run(nodeId, ['ip', 'address', 'add', `${NETWORK}.${nodeId}/24`, 'dev', 'eth0']);
    this.run(nodeId, ['ip', 'link', 'set', 'eth0', 'up']);
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
      addresses: [`${NETWORK}.${nodeId}`],
    }));
    const document = newConfiguration({ name: 'lab', nodes, totem, quorum });
    return writeConf(
      changeConfiguration(document, { kind: 'set-logging', settings: { to_syslog: 'no', to_stderr: 'no' } }),
    );
  }

  #plug(nodeId: number, part: number): void {
    this.#onSwitch('link', 'set', `host${nodeId}`, 'master', `part${part}`, 'up');
  }

  #onSwitch(...words: readonly string[]): void {
    const enter = ['-t', String(this.#switch?.pid), '--net', '--'];
    const { status, stderr } = spawnSync('nsenter', [...enter, 'ip', ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr.trim()}`);
  }

  #enter(nodeId: number): string[] {
    const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid'];
    return ['-t', String(this.#host(nodeId).pid), ...namespaces, `--wdns=${process.cwd()}`, '--'];
  }

  #corosyncPid(nodeId: number): number {
    const nsenter = this.#host(nodeId).corosync?.pid;
    const children = readFileSync(`/proc/${nsenter}/task/${nsenter}/children`, 'utf8').trim();
    if (children === '') throw new Error(`Corosync does not run on node${nodeId}`);
    return Number(children.split(' ')[0]);
  }

  #signalCorosync(nodeId: number, signal: string): void {
    process.kill(this.#corosyncPid(nodeId), `SIG${signal}`);
  }

  #host(nodeId: number): Host {
    const host = this.#hosts.get(nodeId);
    if (host === undefined) throw new Error(`node${nodeId} is off`);
    return host;
  }
}

/** Namespaces held by a process of their own that ends when our end of its pipe closes. */
async function hold(
  namespaces: readonly string[],
  setUp: string,
): Promise<{ holder: ChildProcess; pid: number }> {
  const holder = spawn(
    'unshare',
    [...namespaces, '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', `${setUp}\nexec cat`],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    let complaint = '';
    holder.stderr?.on('data', (text: Buffer) => {
      complaint += text.toString();
    });
    holder.once('exit', (code) =>
      reject(new Error(`a namespace ended while it was made, exit ${code}: ${complaint}`)),
    );
    holder.once('error', reject);
  });
  const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
  return { holder, pid: Number(children.split(' ')[0]) };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
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
