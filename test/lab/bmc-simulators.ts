/**
 * IPMI BMC simulators (Debian package openipmi) on the loopback interface. Each one's chassis is bmc-chassis.sh, so that
 * power can start and stop whatever a test stands for a machine.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { presencePing } from '../../src/power/presence-ping.ts';

/** Accounts every simulated BMC has. */
export const BMC_ACCOUNTS = {
  administrator: { user: 'ADMIN', password: 'tide-and-anchor' },
  viewer: { user: 'viewer', password: 'only-looking' },
} as const;

/** Ways in which a simulated chassis misbehaves; see bmc-chassis.sh. */
export type ChassisFault = 'broken' | 'deaf-soft' | 'deaf-off' | 'late-off' | 'tardy' | 'tardy-command';

const CHASSIS = resolve(import.meta.dirname, 'bmc-chassis.sh');
const READY_WITHIN_MS = 20_000;

/** Whether the programs are installed that BMC simulators and their tests need. */
export function hasBmcParts(): boolean {
  return ['ipmi_sim', 'ipmitool'].every(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
  );
}

/** Where a simulator listens, when that is not the loopback interface. */
export interface BmcPlace {
  readonly address: string;
  /** Command that runs the rest of its line there. */
  readonly entrance: readonly string[];
}

/** One running simulator; it ends when we end, however we do. */
export class BmcSimulator {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  readonly #entrance: readonly string[];
  #process: ChildProcess;

  constructor(port: number, folder: string, place: BmcPlace = { address: '127.0.0.1', entrance: [] }) {
    this.host = place.address;
    this.port = port;
    this.folder = folder;
    this.#entrance = place.entrance;
    mkdirSync(join(folder, 'faults'), { recursive: true });
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'power'), '1');
    writeFileSync(join(folder, 'journal'), '');
    writeFileSync(join(folder, 'lan.conf'), lanConfiguration(this.host, port, folder));
    writeFileSync(join(folder, 'commands.emu'), EMULATOR_COMMANDS);
    this.#process = this.#start();
  }

  #start(): ChildProcess {
    const files = ['lan.conf', 'commands.emu', 'state'].map((name) => join(this.folder, name));
    const [lan, commands, state] = files as [string, string, string];
    const command = [...this.#entrance, 'ipmi_sim', '-n', '-c', lan, '-f', commands, '-s', state];
    return spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: 'ignore' });
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts the BMC again after it was stopped. */
  start(): void {
    if (!this.isRunning) this.#process = this.#start();
  }

  /** Power of the simulated machine itself, not by way of the BMC. */
  get power(): 'on' | 'off' {
    return readFileSync(join(this.folder, 'power'), 'utf8').trim() === '1' ? 'on' : 'off';
  }

  /** Script that is called with `on`, `off` or `reset` when that happens to the machine by way of the BMC. */
  set hook(script: string) {
    writeFileSync(join(this.folder, 'hook'), script);
    chmodSync(join(this.folder, 'hook'), 0o755);
  }

  set power(value: 'on' | 'off') {
    writeFileSync(join(this.folder, 'power'), value === 'on' ? '1' : '0');
  }

  /** Calls that reached the chassis and would change it, oldest first: `set power 0`. */
  get commands(): readonly string[] {
    return readFileSync(join(this.folder, 'journal'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('set '));
  }

  /** Switches a fault on; `seconds` for those that take some. */
  breakWith(fault: ChassisFault, seconds = 0): void {
    writeFileSync(join(this.folder, 'faults', fault), `${seconds}`);
  }

  /** The fault is gone; everything else stays as it is. */
  repair(fault: ChassisFault): void {
    rmSync(join(this.folder, 'faults', fault));
  }

  /** All faults away, journal empty, machine on, process running. */
  heal(): void {
    rmSync(join(this.folder, 'faults'), { recursive: true });
    mkdirSync(join(this.folder, 'faults'));
    writeFileSync(join(this.folder, 'journal'), '');
    this.power = 'on';
    this.thaw();
  }

  /** The BMC hangs: its port is open, nothing answers. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  /** It answers again. */
  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** Ends the BMC for good. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Resolves when the BMC answers presence pings. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await presencePing({ host: this.host, port: this.port }, 250, 1)).isAnswered) {
      if (this.#process.exitCode !== null) throw new Error(`ipmi_sim ended: see ${this.folder}`);
      if (Date.now() > deadline) throw new Error(`ipmi_sim does not answer: see ${this.folder}`);
    }
  }
}

/** A group of simulators under one temporary folder. */
export class BmcLab {
  readonly bmcs: readonly BmcSimulator[];
  readonly folder: string;

  private constructor(folder: string, bmcs: readonly BmcSimulator[]) {
    this.folder = folder;
    this.bmcs = bmcs;
  }

  /** Starts `count` simulators on free ports; resolves when all answer. */
  static async start(count: number): Promise<BmcLab> {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-bmc-'));
    const ports = await freeUdpPorts(count);
    const bmcs = ports.map((port, i) => new BmcSimulator(port, join(folder, `bmc${i + 1}`)));
    const lab = new BmcLab(folder, bmcs);
    try {
      await Promise.all(bmcs.map((bmc) => bmc.ready()));
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  async stop(): Promise<void> {
    await Promise.all(this.bmcs.map((bmc) => bmc.stop()));
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }
}

/** Ports nobody listens on at this moment. */
export async function freeUdpPorts(count: number): Promise<readonly number[]> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  const ports: number[] = [];
  for (const socket of sockets) {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    ports.push(socket.address().port);
  }
  await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(done))));
  return ports;
}

const EMULATOR_COMMANDS = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
`;

function lanConfiguration(address: string, port: number, folder: string): string {
  const { administrator, viewer } = BMC_ACCOUNTS;
  const auth = 'none md2 md5';
  return `name "bmc"
set_working_mc 0x20
  startlan 1
    addr ${address} ${port}
    priv_limit admin
    allowed_auths_callback ${auth}
    allowed_auths_user ${auth}
    allowed_auths_operator ${auth}
    allowed_auths_admin ${auth}
    guid 6861777365722d626d632d7465737431
  endlan
  chassis_control "${CHASSIS} ${folder} 0x20"
  user 1 false "" "" user 10 ${auth}
  user 2 true "${administrator.user}" "${administrator.password}" admin 10 md2 md5
  user 3 true "${viewer.user}" "${viewer.password}" user 10 md2 md5
`;
}
