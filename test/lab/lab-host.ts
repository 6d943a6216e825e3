import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Cable, LabSwitch } from './lab-switch.ts';
import { childrenOf, endProcess, type HeldNamespace, holdNamespace } from './namespace.ts';

export interface HostOptions {
  readonly name: string;
  readonly labSwitch: LabSwitch;
  readonly cables: readonly Cable[];
  /** Directories that are the host's own and empty when it boots. */
  readonly ownDirectories: readonly string[];
  /** Shell lines that run while it boots, in the host. */
  readonly atBoot?: readonly string[];
}

/** A command of `run` that takes longer hangs, as Corosync's own tools do while no ring can be formed. */
const COMMAND_MS = 10_000;

/** What a command has printed and how it ended. */
export interface CommandOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One machine of a lab: a network, mount, PID, UTS and IPC namespace. */
export class LabHost {
  readonly name: string;
  readonly #options: HostOptions;
  #held: HeldNamespace | null = null;
  #bootedAt = 0;
  #isFrozen = false;
  /** nsenter of each command that was started from outside and has not ended. */
  readonly #entered = new Set<ChildProcess>();

  constructor(options: HostOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#held !== null;
  }

  /** When the host was switched on last, epoch ms. */
  get bootedAt(): number {
    return this.#bootedAt;
  }

  /** The host's first process as seen from outside. */
  get pid(): number {
    if (this.#held === null) throw new Error(`${this.name} is off`);
    return this.#held.pid;
  }

  /** Power on: resolves when the host has its directories and its network. */
  async boot(): Promise<void> {
    const { name, labSwitch, cables, ownDirectories, atBoot } = this.#options;
    if (this.#held !== null) throw new Error(`${name} is on`);
    this.#bootedAt = Date.now();
    const held = await holdNamespace(
      ['--net', '--mount', '--uts', '--ipc', '--propagation', 'private'],
      [
        ...ownDirectories.map(
          (path) => `mkdir -p ${path} && mount -t tmpfs -o mode=${mode(path)} tmpfs ${path}`,
        ),
        // Shows the host's own network devices.
        'mount -t sysfs sysfs /sys',
        `hostname ${name}`,
        'ip link set lo up',
        ...(atBoot ?? []),
      ],
    );
    this.#held = held;
    held.holder.once('exit', () => {
      if (this.#held === held) this.#held = null;
      this.#isFrozen = false;
    });
    for (const cable of cables) {
      labSwitch.connect(held.pid, cable);
      this.run(['ip', 'address', 'add', cable.address, 'dev', cable.device]);
      this.run(['ip', 'link', 'set', cable.device, 'up']);
    }
  }

  /** Power off: everything in the host ends at once. Resolves when nothing of it is left. */
  async powerOff(): Promise<void> {
    if (this.#held === null) return;
    const { holder, pid } = this.#held;
    const ended = once(holder, 'exit');
    endProcess(pid);
    await ended;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Everything in the host stands still and its cables are dead, as when its kernel hangs. */
  freeze(): void {
    for (const { port } of this.#options.cables) this.#options.labSwitch.unplug(port);
    this.run(['sh', '-c', 'kill -STOP -1']);
    this.#isFrozen = true;
    // nsenter stops itself along with its process; a power off would then wait for it for ever.
    for (const nsenter of this.#entered) nsenter.kill('SIGKILL');
  }

  /** A process in the host. */
  spawn(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn('nsenter', [...this.#entrance(), ...command], { cwd: process.cwd(), ...options });
    this.#entered.add(child);
    child.once('exit', () => this.#entered.delete(child));
    return child;
  }

  /** Runs a command in the host to its end; nothing else of ours runs meanwhile. */
  run(command: readonly string[]): CommandOutcome {
    const { status, stdout, stderr } = spawnSync('nsenter', [...this.#entrance(), ...command], {
      encoding: 'utf8',
      timeout: COMMAND_MS,
      killSignal: 'SIGKILL',
    });
    return { status, stdout, stderr };
  }

  /** Runs a command in the host to its end, or to the host's. */
  async execute(command: readonly string[], input = ''): Promise<CommandOutcome> {
    const child = this.spawn(command, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin?.on('error', () => {}).end(input);
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, stdout, stderr };
  }

  /** Process ids, as the host counts them, of the programs of this name. */
  processes(name: string): number[] {
    if (!this.isOn) return [];
    const { stdout } = this.run(['pgrep', '-x', name]);
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Process started by `spawn`, as seen from outside: nsenter forwards no signal to it. */
  static innerPid(child: ChildProcess): number | null {
    return childrenOf(child.pid)[0] ?? null;
  }

  #entrance(): string[] {
    const kinds = ['--net', '--mount', '--uts', '--ipc', '--pid'];
    return ['-t', String(this.pid), ...kinds, `--wdns=${process.cwd()}`, '--'];
  }
}

/** As on a real host: everybody may make shared memory. */
function mode(directory: string): string {
  return directory === '/dev/shm' ? '1777' : '755';
}
