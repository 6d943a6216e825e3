import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OperationOrder, OperationResult } from '../controller/model/operation.ts';
import { Executor } from './executor.ts';
import type { ExecutorSettings } from './settings.ts';
import type { BusAnswer, SystemdBus, UnitFile, UnitState } from './standards/systemd-bus.ts';

/** Folder of our own agents. */
export const AGENTS = resolve(import.meta.dirname, '../../test/agents');

/** A folder that goes with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-executor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings that find our own agents only. */
export function testSettings(changes: Partial<ExecutorSettings> = {}): Partial<ExecutorSettings> {
  return {
    ocfRoot: AGENTS,
    lsbFolder: join(AGENTS, 'init.d'),
    nagiosFolder: join(AGENTS, 'plugins'),
    fenceFolders: [join(AGENTS, 'fence')],
    logFacility: 'none',
    killGraceMs: 100,
    ...changes,
  };
}

/** An executor that is closed with the test. */
export function testExecutor(
  changes: Partial<ExecutorSettings> = {},
  bus: SystemdBus | null = null,
): Executor {
  const executor = new Executor(testSettings(changes), bus);
  onTestFinished(() => executor.close());
  return executor;
}

/** An order for one of our own OCF agents. */
export function order(
  type: string,
  task: string,
  parameters: Record<string, string> = {},
  changes: Partial<OperationOrder> = {},
): OperationOrder {
  const intervalMs = changes.intervalMs ?? 0;
  const resource = changes.resource ?? { id: type, class: 'ocf', provider: 'hawser', type };
  return {
    transitionKey: '1:1:0:00000000-0000-0000-0000-000000000000',
    key: `${resource.id}_${task}_${intervalMs}`,
    resource,
    node: 'node1',
    nodeId: '1',
    executor: 1,
    task,
    intervalMs,
    timeoutMs: 10_000,
    startDelayMs: 0,
    targetRc: 0,
    parameters,
    isNoWait: false,
    shutdownLock: null,
    ...changes,
  };
}

/** Runs an order that is carried out once. */
export function perform(executor: Executor, order: OperationOrder): Promise<OperationResult> {
  return new Promise((resolve) => executor.run(1, order, resolve));
}

/** Descriptors this process has open. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Children of this process that exist, zombies included. */
export function children(): readonly number[] {
  const found: number[] = [];
  for (const thread of readdirSync('/proc/self/task')) {
    const text = readFileSync(`/proc/self/task/${thread}/children`, 'utf8');
    for (const pid of text.trim().split(' ')) if (pid !== '') found.push(Number(pid));
  }
  return found;
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

interface FakeUnit {
  state: UnitState;
  /** States that readings find after a job has been queued, the last one for good. */
  afterStart: readonly Partial<UnitState>[];
  afterStop: readonly Partial<UnitState>[];
}

/** A systemd on paper, with the answers measured on a real one. */
export class FakeSystemd implements SystemdBus {
  readonly units = new Map<string, FakeUnit>();
  readonly calls: string[] = [];
  isReachable = true;
  #coming: Partial<UnitState>[] = [];

  add(name: string, changes: Partial<FakeUnit> = {}): FakeUnit {
    const state: UnitState = {
      loadState: 'loaded',
      activeState: 'inactive',
      subState: 'dead',
      hasJob: false,
      dropIns: [],
      needsReload: false,
    };
    const unit: FakeUnit = {
      state,
      afterStart: [
        { activeState: 'activating', subState: 'start', hasJob: true },
        { activeState: 'active', subState: 'running', hasJob: false },
      ],
      afterStop: [
        { activeState: 'deactivating', subState: 'stop-sigterm', hasJob: true },
        { activeState: 'inactive', subState: 'dead', hasJob: false },
      ],
      ...changes,
    };
    this.units.set(name, unit);
    return unit;
  }

  async unitState(name: string): Promise<BusAnswer<UnitState>> {
    if (!this.isReachable) return this.#unreachable();
    const unit = this.units.get(name);
    if (unit === undefined) {
      const state = { ...this.add(name).state, loadState: 'not-found' };
      this.units.delete(name);
      return { ok: true, value: state };
    }
    const change = this.#coming.shift();
    if (change !== undefined) unit.state = { ...unit.state, ...change };
    return { ok: true, value: unit.state };
  }

  startUnit(name: string): Promise<BusAnswer<null>> {
    return this.#job('start', name);
  }

  stopUnit(name: string): Promise<BusAnswer<null>> {
    return this.#job('stop', name);
  }

  restartUnit(name: string): Promise<BusAnswer<null>> {
    return this.#job('restart', name);
  }

  async reload(): Promise<BusAnswer<null>> {
    this.calls.push('reload');
    return { ok: true, value: null };
  }

  async listUnitFiles(): Promise<BusAnswer<readonly UnitFile[]>> {
    if (!this.isReachable) return this.#unreachable();
    return {
      ok: true,
      value: [...this.units.keys()].map((name) => ({ name, state: 'disabled' })),
    };
  }

  async #job(verb: string, name: string): Promise<BusAnswer<null>> {
    this.calls.push(`${verb} ${name}`);
    const unit = this.units.get(name);
    if (unit === undefined) return { ok: false, kind: 'refused', reason: `Unit ${name} not found.` };
    this.#coming = [...(verb === 'stop' ? unit.afterStop : unit.afterStart)];
    return { ok: true, value: null };
  }

  #unreachable(): BusAnswer<never> {
    return { ok: false, kind: 'unreachable', reason: 'Failed to connect to bus: No such file or directory' };
  }
}
