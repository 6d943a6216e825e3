/**
 * A cluster of BMC simulators, an inventory of them, the installed Pacemaker tools on a CIB file, and the watcher as a
 * process of its own. Machines are BMC simulators; the one the watcher runs on takes the watcher with it when it goes off.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MachineRole } from '../../src/shutdown-plan/model/machine.ts';
import type { ShutdownPlan } from '../../src/shutdown-plan/model/plan.ts';
import type { RunReport } from '../../src/shutdown-plan/model/report.ts';
import { BMC_ACCOUNTS, BmcLab, type BmcSimulator } from '../lab/bmc-simulators.ts';
import { moveToEarlierBoot } from './earlier-boot.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/node/bin/node');
export const WRONG_PASSWORD = 'not-the-password';

export interface LabMachine {
  readonly name: string;
  readonly role: MachineRole;
  /** Further fields of its entry in the inventory. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface LabOptions {
  /** Further fields of the inventory. */
  readonly inventory?: Readonly<Record<string, unknown>>;
}

/** Whether the programs are there that this lab needs besides BMC simulators. */
export function hasPacemakerTools(): boolean {
  return ['crm_mon', 'cibadmin', 'crm_attribute', 'crm_resource'].every(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
  );
}

export class ShutdownLab {
  readonly folder: string;
  readonly runtime: string;
  readonly state: string;
  readonly inventory: string;
  readonly cib: string;
  readonly #bmcs: BmcLab;
  readonly #machines: readonly LabMachine[];
  readonly #environment: NodeJS.ProcessEnv;
  #watcher: ChildProcess | null = null;
  #log = '';

  private constructor(bmcs: BmcLab, machines: readonly LabMachine[], options: LabOptions) {
    this.#bmcs = bmcs;
    this.#machines = machines;
    this.folder = bmcs.folder;
    this.runtime = join(this.folder, 'run');
    this.state = join(this.folder, 'state');
    this.inventory = join(this.folder, 'inventory.json');
    this.cib = join(this.folder, 'cib.xml');
    const tools = join(this.folder, 'tools');
    mkdirSync(tools);
    // The one tool that does not work on a CIB file.
    writeFileSync(join(tools, 'crm_node'), '#!/bin/sh\necho c1\n', { mode: 0o755 });
    this.#environment = {
      ...process.env,
      PATH: `${tools}:${process.env.PATH}`,
      CIB_file: this.cib,
      HAWSER_INVENTORY: this.inventory,
      HAWSER_RUNTIME_FOLDER: this.runtime,
      HAWSER_SHUTDOWN_STATE_FOLDER: this.state,
      HAWSER_CLUSTER: 'pacemaker',
    };
    writeFileSync(join(this.folder, 'password'), `${BMC_ACCOUNTS.administrator.password}\n`, { mode: 0o600 });
    writeFileSync(join(this.folder, 'wrong-password'), `${WRONG_PASSWORD}\n`, { mode: 0o600 });
    this.writeInventory(options.inventory ?? {});
    this.#writeCib();
    for (const { name } of machines) this.#writeHook(name);
  }

  static async start(machines: readonly LabMachine[], options: LabOptions = {}): Promise<ShutdownLab> {
    return new ShutdownLab(await BmcLab.start(machines.length), machines, options);
  }

  bmc(name: string): BmcSimulator {
    return this.#bmcs.bmcs[this.#machines.findIndex((machine) => machine.name === name)] as BmcSimulator;
  }

  /** Names in the order in which the machines went off and on: `off n1`. */
  get turns(): readonly string[] {
    const path = join(this.folder, 'turns');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  writeInventory(more: Readonly<Record<string, unknown>>): void {
    const inventory = {
      cluster: 'lab',
      ipmi: true,
      oneClickShutdown: true,
      bmc: {
        interface: 'lanplus',
        user: BMC_ACCOUNTS.administrator.user,
        password: { file: join(this.folder, 'password') },
        answerSeconds: 1,
      },
      roles: Object.fromEntries(
        ['compute', 'controller', 'other', 'foreign'].map((role) => [role, { soft: 4, hard: 3 }]),
      ),
      limits: { unreachableSeconds: 4, stopServicesSeconds: 0, localPowerOff: false, healthySeconds: 20 },
      ...more,
      machines: this.#machines.map(({ name, role, more: own = {} }) => {
        const { host, port } = this.bmc(name);
        const { bmc = {}, ...rest } = own as { bmc?: object };
        return { name, role, bmc: { host, port, ...bmc }, ...rest };
      }),
    };
    writeFileSync(this.inventory, JSON.stringify(inventory, null, 1));
  }

  /** Starts the watcher; resolves when it waits. */
  async startWatcher(): Promise<void> {
    const child = spawn(NODE, [join(ROOT, 'src/cli/shutdown/watcher-start.ts')], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#watcher = child;
    writeFileSync(join(this.folder, 'watcher.pid'), `${child.pid}`);
    const begin = this.#log.length;
    child.stderr?.on('data', (piece: Buffer) => {
      this.#log += piece.toString('utf8');
    });
    await new Promise<void>((done, fail) => {
      child.stdout?.on('data', (piece: Buffer) => {
        this.#log += piece.toString('utf8');
        if (this.#log.slice(begin).includes('waiting for')) done();
      });
      child.once('exit', () => fail(new Error(`the watcher ended: ${this.#log.slice(begin)}`)));
    });
  }

  get watcherPid(): number {
    return this.#watcher?.pid ?? 0;
  }

  get isWatcherAlive(): boolean {
    return this.#watcher !== null && this.#watcher.exitCode === null && this.#watcher.signalCode === null;
  }

  async killWatcher(): Promise<void> {
    if (!this.isWatcherAlive) return;
    const ended = once(this.#watcher as ChildProcess, 'exit');
    this.#watcher?.kill('SIGKILL');
    await ended;
  }

  /** The watcher's machine as it is after a boot: another boot id, an empty /run, the disk as it was. */
  async boot(): Promise<void> {
    await this.killWatcher();
    moveToEarlierBoot(this.state);
    rmSync(this.runtime, { recursive: true, force: true });
    await this.startWatcher();
  }

  /** One of the cluster's properties, as its own tools tell; empty when it is not set. */
  property(name: string): string {
    const list = ['--type', 'crm_config', '--name', name, '--query', '--quiet'];
    return spawnSync('crm_attribute', list, { env: this.#environment, encoding: 'utf8' }).stdout.trim();
  }

  /** Runs one of the cluster's tools. */
  tool(program: string, ...list: readonly string[]): void {
    const { status, stderr } = spawnSync(program, list, { env: this.#environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
  }

  /** The plan of an action. */
  async plan(verb: 'shutdown' | 'power-on'): Promise<ShutdownPlan> {
    const { code, out, err } = await this.hawser('cluster', verb, '--plan', '--output-format', 'json');
    if (code !== 0) throw new Error(`no plan: ${err}`);
    return JSON.parse(out);
  }

  get watcherLog(): string {
    return this.#log;
  }

  /** Runs `hawser …` to its end. */
  async hawser(
    ...argv: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const child = spawn(NODE, [join(ROOT, 'src/cli/start.ts'), ...argv], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString('utf8');
    });
    child.stderr.on('data', (piece: Buffer) => {
      err += piece.toString('utf8');
    });
    const [code] = await once(child, 'close');
    return { code: Number(code), out, err };
  }

  /** Runs `hawser …` at a terminal on which somebody types a line. */
  async hawserAtTerminal(
    typed: string,
    ...argv: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string }> {
    const command = [NODE, join(ROOT, 'src/cli/start.ts'), ...argv].join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: this.#environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let out = '';
    let isTyped = false;
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString('utf8');
      if (!isTyped && out.includes('Type the name')) child.stdin.write(`${typed}\n`);
      isTyped ||= out.includes('Type the name');
    });
    const [code] = await once(child, 'close');
    return { code: Number(code), out };
  }

  /** Progress as the watcher shows it; `null` before the first run. */
  get progress(): RunReport | null {
    try {
      return JSON.parse(readFileSync(join(this.runtime, 'cluster_shutdown_status.json'), 'utf8'));
    } catch {
      return null;
    }
  }

  /** The report kept on disk of the last run. */
  get report(): RunReport {
    const reports = readdirSync(join(this.state, 'reports')).map(
      (name): RunReport => JSON.parse(readFileSync(join(this.state, 'reports', name), 'utf8')),
    );
    const [last] = reports.sort((one, other) => other.acceptedAt - one.acceptedAt);
    if (last === undefined) throw new Error('there is no report');
    return last;
  }

  /** Everything that was written below the lab's folder besides the secrets themselves and the simulators' accounts. */
  writtenTexts(): readonly string[] {
    const texts: string[] = [this.#log];
    for (const folder of [this.runtime, this.state])
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) texts.push(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    return texts;
  }

  async stop(): Promise<void> {
    await this.killWatcher();
    await this.#bmcs.stop();
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }

  /** Notes each turn; the acceptor takes the watcher with it. */
  #writeHook(name: string): void {
    const path = join(this.bmc(name).folder, 'hook');
    const end = name === 'c1' ? `[ "$1" = off ] && kill -9 "$(cat ${this.folder}/watcher.pid)"\n` : '';
    writeFileSync(path, `#!/bin/sh\necho "$1 ${name}" >>${this.folder}/turns\n${end}`);
    chmodSync(path, 0o755);
  }

  #writeCib(): void {
    const members = this.#machines.filter(({ role }) => role !== 'foreign');
    const nodes = members.map(({ name }, i) => `<node id="${i + 1}" uname="${name}"/>`);
    const states = members.map(
      ({ name }, i) =>
        `<node_state id="${i + 1}" uname="${name}" in_ccm="true" crmd="online" join="member" expected="member"/>`,
    );
    writeFileSync(
      this.cib,
      `<cib crm_feature_set="3.15.0" validate-with="pacemaker-3.8" epoch="1" num_updates="1" admin_epoch="0" have-quorum="1" dc-uuid="1">
  <configuration>
    <crm_config><cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cluster-name" name="cluster-name" value="lab"/>
      <nvpair id="stonith-enabled" name="stonith-enabled" value="false"/>
    </cluster_property_set></crm_config>
    <nodes>${nodes.join('')}</nodes><resources/><constraints/>
  </configuration>
  <status>${states.join('')}</status>
</cib>
`,
    );
  }
}

/** Resolves when something holds; rejects with `what` after a minute and a half. */
export async function until(holds: () => boolean, what: string, deadlineMs = 90_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
