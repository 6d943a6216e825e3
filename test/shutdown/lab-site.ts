/**
 * The machines of a site and their power: three controllers, which are hosts with a real Corosync, nine further hosts, a BMC
 * simulator for each whose power kills and starts its host, and a fence agent that goes to the same power.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BmcLab, type BmcSimulator } from '../lab/bmc-simulators.ts';
import type { LabHost } from '../lab/lab-host.ts';
import { endProcess, type HeldNamespace, holdNamespace } from '../lab/namespace.ts';
import { NamespaceLab } from '../lab/namespace-lab.ts';
import { twelveMachines } from './machines.ts';

export const CONTROLLERS = ['node1', 'node2', 'node3'] as const;
export const MACHINES = twelveMachines(CONTROLLERS);
export type Controller = (typeof CONTROLLERS)[number];

const LOOK_MS = 20;

export class LabSite {
  /** Of everything that outlives a power cut. */
  readonly folder: string;
  readonly #bmcs: BmcLab;
  readonly #hosts: NamespaceLab;
  /** What a controller does when it boots; given the number of its host. */
  readonly #onBoot: (host: number) => Promise<void>;
  /** Hosts that are no controllers. */
  readonly #others = new Map<string, HeldNamespace>();
  #supervisor: NodeJS.Timeout | null = null;
  #switching: Promise<void> = Promise.resolve();
  #seen = { turns: 0, fenced: 0 };
  #trouble: unknown = null;

  private constructor(bmcs: BmcLab, hosts: NamespaceLab, onBoot: (host: number) => Promise<void>) {
    this.#bmcs = bmcs;
    this.#hosts = hosts;
    this.#onBoot = onBoot;
    this.folder = bmcs.folder;
  }

  /** All machines are on; `switchOn` is what makes them do something. */
  static async create(onBoot: (host: number) => Promise<void>): Promise<LabSite> {
    const bmcs = await BmcLab.start(MACHINES.length);
    // This machine's network, on whose loopback the simulators are: made before the hosts are, so that they see it.
    const network = join(bmcs.folder, 'network');
    writeFileSync(network, '');
    spawnSync('mount', ['--bind', '/proc/self/ns/net', network]);
    const hosts = await NamespaceLab.create({ hosts: CONTROLLERS.length, tokenMs: 2500 });
    const site = new LabSite(bmcs, hosts, onBoot);
    for (const name of ['tools', 'by-name', 'pids']) mkdirSync(join(site.folder, name));
    writeFileSync(
      join(site.folder, 'tools', 'ipmitool'),
      `#!/bin/sh\nexec nsenter --net=${network} /usr/bin/ipmitool "$@"\n`,
      { mode: 0o755 },
    );
    for (const { name } of MACHINES) {
      const bmc = site.bmc(name);
      symlinkSync(bmc.folder, join(site.folder, 'by-name', name));
      // Off kills the machine before anything else is said; on is up to the supervisor.
      const kill = `[ "$1" = off ] && kill -9 "$(cat ${site.folder}/pids/${name})"`;
      bmc.hook = `#!/bin/sh\n${kill}\necho "$1 ${name}" >>${site.folder}/turns\n`;
    }
    return site;
  }

  /** Boots every machine, and from then on does what BMCs and fencing say. */
  async switchOn(): Promise<void> {
    for (const { name } of MACHINES) await this.#boot(name);
    this.#supervisor = setInterval(() => this.#supervise(), LOOK_MS);
  }

  host(number: number): LabHost {
    return this.#hosts.host(number);
  }

  bmc(name: string): BmcSimulator {
    return this.#bmcs.bmcs[MACHINES.findIndex((machine) => machine.name === name)] as BmcSimulator;
  }

  /** Whether the machine itself runs, whatever its BMC says. */
  isUp(name: string): boolean {
    const host = hostOf(name);
    if (host > 0) return this.host(host).isOn;
    const held = this.#others.get(name);
    return held !== undefined && held.holder.exitCode === null && held.holder.signalCode === null;
  }

  /** What BMCs have done to their machines, oldest first: `off n1`. */
  get turns(): readonly string[] {
    return this.#lines('turns');
  }

  /** What the fence agent was told to do: `reboot node3`. */
  get fenced(): readonly string[] {
    return this.#lines('by-name/fenced');
  }

  killCorosync(host: number): Promise<void> {
    return this.#hosts.killCorosync(host);
  }

  /** A machine has lost its current; its BMC says so when it is back. */
  async cutPower(name: string): Promise<void> {
    this.bmc(name).power = 'off';
    await this.#powerOff(name);
  }

  /** Somebody presses the button at a machine. */
  async pressPower(name: Controller): Promise<void> {
    this.bmc(name).power = 'on';
    this.#switch(`on ${name}`);
    await this.#switching;
  }

  /** Throws what has gone wrong with a host meanwhile. */
  complain(): void {
    if (this.#trouble !== null) throw this.#trouble;
  }

  async stop(): Promise<void> {
    if (this.#supervisor !== null) clearInterval(this.#supervisor);
    await this.#switching.catch(() => undefined);
    this.#hosts.destroy();
    for (const { pid } of this.#others.values()) endProcess(pid);
    spawnSync('umount', [join(this.folder, 'network')]);
    await this.#bmcs.stop();
  }

  #supervise(): void {
    const { turns, fenced } = this;
    for (const line of turns.slice(this.#seen.turns)) if (line.startsWith('on ')) this.#switch(line);
    for (const line of fenced.slice(this.#seen.fenced)) this.#switch(line);
    this.#seen = { turns: turns.length, fenced: fenced.length };
  }

  /** One after the other; `reboot` of a machine that is off is `on`, as with a real chassis. */
  #switch(line: string): void {
    const [action, name = ''] = line.split(' ');
    this.#switching = this.#switching.then(async () => {
      if (action !== 'on') await this.#powerOff(name);
      if (action === 'off' || this.isUp(name)) return;
      const host = hostOf(name);
      if (host > 0) {
        await this.#hosts.powerOn(host);
        this.#hosts.startCorosync(host);
      }
      await this.#boot(name);
    });
    this.#switching.catch((error: unknown) => {
      this.#trouble = error;
    });
  }

  async #boot(name: string): Promise<void> {
    const host = hostOf(name);
    const machine = host > 0 ? this.host(host) : await holdNamespace(['--uts'], [`hostname ${name}`]);
    if ('holder' in machine) this.#others.set(name, machine);
    const { pid } = machine;
    writeFileSync(join(this.folder, 'pids', name), `${pid}`);
    if (host > 0) await this.#onBoot(host);
  }

  async #powerOff(name: string): Promise<void> {
    const host = hostOf(name);
    if (host > 0) await this.#hosts.powerOff(host);
    else if (this.isUp(name)) endProcess((this.#others.get(name) as HeldNamespace).pid);
  }

  #lines(name: string): readonly string[] {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  }
}

/** Number of a controller's host; 0 for other machines. */
function hostOf(name: string): number {
  return (CONTROLLERS as readonly string[]).indexOf(name) + 1;
}
