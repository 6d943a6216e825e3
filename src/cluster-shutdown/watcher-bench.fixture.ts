import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeChassis } from '../power/fake.ts';
import type { Problem } from '../result/problem.ts';
import type { RunReport } from '../shutdown-plan/model/report.ts';
import type { Boot } from './boot.ts';
import type { AskDaemon } from './cluster-port/hawser.ts';
import { runtimePath, type ShutdownFolders, statePath } from './folders.ts';
import { LocalClusterShutdown } from './local-shutdown.ts';
import { ShutdownWatcher } from './watcher.ts';
import type { WatcherOptions } from './watcher-options.ts';

export const BENCH_BOOT: Boot = { id: 'this-boot', uptimeSeconds: () => 160 };

/** Watchers and jobs on folders of their own, with BMCs that are only made up, in one process. */
export class WatcherBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hawser-watcher-'));
  readonly folders: ShutdownFolders = {
    runtime: join(this.folder, 'run'),
    state: join(this.folder, 'state'),
  };
  /** Commands that would change a machine's power, in the order in which they were sent: `soft n1`. */
  readonly commands: string[] = [];
  /** Whether the hand-over lay in its place when each of them was sent. */
  readonly isThereAtCommand: boolean[] = [];
  readonly alerts: Problem[] = [];
  readonly logs: string[] = [];
  /** Hosts whose way is broken in a way nobody expects. */
  readonly broken = new Set<string>();
  readonly chassis = new Map<string, FakeChassis>();
  readonly #watchers: ShutdownWatcher[] = [];

  constructor() {
    mkdirSync(this.folders.runtime);
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) await watcher.stop();
    rmSync(this.folder, { recursive: true });
  }

  fake(host: string): FakeChassis {
    const known = this.chassis.get(host);
    if (known !== undefined) return known;
    const made = new FakeChassis({ host, port: 623 });
    this.chassis.set(host, made);
    return made;
  }

  watcher(more: Partial<WatcherOptions> = {}, ask: AskDaemon | null = null): ShutdownWatcher {
    const watcher = new ShutdownWatcher({
      folders: this.folders,
      boot: BENCH_BOOT,
      version: 'test',
      pollMs: 50,
      surroundings: async () => ({
        ask: ask === null ? null : () => ask,
        powerOffLocally: () => undefined,
        chassis: ({ address }) => ({
          address,
          send: (action, deadlineMs) => {
            if (action !== 'status') {
              this.commands.push(`${action} ${address.host}`);
              this.isThereAtCommand.push(existsSync(runtimePath(this.folders, 'handOver')));
            }
            if (this.broken.has(address.host)) return Promise.reject(new Error('a fault of ours'));
            return this.fake(address.host).send(action, deadlineMs);
          },
        }),
      }),
      log: (_level, text) => this.logs.push(text),
      alert: async (problem) => {
        this.alerts.push(problem);
      },
      ...more,
    });
    this.#watchers.push(watcher);
    return watcher;
  }

  /** What command line, interface and page on the controller `c1` call. */
  job(ask: AskDaemon | null = null, hostName = 'c1', boot = BENCH_BOOT): LocalClusterShutdown {
    return new LocalClusterShutdown({
      folders: this.folders,
      inventory: join(this.folder, 'inventory.yaml'),
      cluster: 'hawser',
      socket: ask === null ? null : '/unused',
      ask,
      boot,
      chassis: ({ address }) => this.fake(address.host),
      hostName,
    });
  }

  /** An inventory of machines, each with a BMC of its name: a compute node and controllers. */
  writeInventory(compute: string, ...controllers: readonly string[]): void {
    const password = join(this.folder, 'password');
    writeFileSync(password, 'x', { mode: 0o600 });
    const machines = [
      { name: compute, role: 'compute', bmc: compute },
      ...controllers.map((name) => ({ name, role: 'controller', bmc: name })),
    ];
    const inventory = {
      cluster: 'test',
      ipmi: true,
      oneClickShutdown: true,
      bmc: { user: 'ADMIN', password: { file: password } },
      machines,
    };
    writeFileSync(join(this.folder, 'inventory.yaml'), JSON.stringify(inventory), { mode: 0o600 });
  }

  /** Reports that are kept. */
  get reports(): readonly RunReport[] {
    const path = statePath(this.folders, 'reports');
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
  }

  get hasEnded(): boolean {
    return this.reports.some(({ outcome }) => outcome !== null);
  }

  /** What the watcher shows of the run. */
  get status(): RunReport {
    return JSON.parse(readFileSync(runtimePath(this.folders, 'status'), 'utf8'));
  }

  async until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${what}; ${this.logs.join('\n')}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }
}
