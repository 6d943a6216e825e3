import { setTimeout as sleep } from 'node:timers/promises';
import { OperationStatus } from '../../controller/model/operation.ts';
import {
  type AgentCall,
  type AgentRun,
  type AgentStandard,
  isAgentName,
  runWithoutProcess,
} from '../agent-run.ts';
import { OcfCode } from '../ocf-code.ts';
import type { ExecutorSettings } from '../settings.ts';
import type { BusAnswer, SystemdBus, UnitState } from './systemd-bus.ts';
import { SystemdDropIn } from './systemd-drop-in.ts';

const SUFFIX = /\.(service|socket|target|mount|automount|swap|timer|path|slice|scope|device)$/;

/** Between two readings of a unit that is changing: short at first, for units that start at once. */
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 1000;

const RELOAD_MS = 30_000;

/** Name of the unit a resource type stands for. */
export function unitName(type: string): string {
  return SUFFIX.test(type) ? type : `${type}.service`;
}

/** Units of systemd (S1.55): jobs are queued, then the unit's state is read until it is settled. */
export class SystemdStandard implements AgentStandard {
  readonly #settings: ExecutorSettings;
  readonly #bus: SystemdBus;

  constructor(settings: ExecutorSettings, bus: SystemdBus) {
    this.#settings = settings;
    this.#bus = bus;
  }

  async run(call: AgentCall, signal: AbortSignal | null): Promise<AgentRun> {
    if (!isAgentName(call.type)) {
      const reason = `systemd:${call.type} is not the name of a unit`;
      return runWithoutProcess(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
    }
    const run = new UnitRun(this.#settings, this.#bus, call, signal);
    switch (call.task) {
      case 'monitor':
      case 'status':
        return run.monitor();
      case 'start':
        return run.start();
      case 'stop':
        return run.stop();
      default:
        return runWithoutProcess(
          OcfCode.Unimplemented,
          OperationStatus.Done,
          `units of systemd have no action ${call.task}`,
        );
    }
  }
}

/** One operation on a unit. */
class UnitRun {
  readonly #bus: SystemdBus;
  readonly #unit: string;
  readonly #clusterUnit: string;
  readonly #dropIn: SystemdDropIn;
  readonly #signal: AbortSignal | null;
  readonly #startedAt = Date.now();
  readonly #deadline: number;
  readonly #timeoutMs: number;

  constructor(settings: ExecutorSettings, bus: SystemdBus, call: AgentCall, signal: AbortSignal | null) {
    this.#bus = bus;
    this.#unit = unitName(call.type);
    this.#dropIn = new SystemdDropIn(settings.dropInFolder, this.#unit, settings.clusterUnit);
    this.#clusterUnit = settings.clusterUnit;
    this.#signal = signal;
    this.#timeoutMs = call.timeoutMs;
    this.#deadline = performance.now() + call.timeoutMs;
  }

  async monitor(): Promise<AgentRun> {
    const settled = await this.#settle();
    return settled.ok ? this.#judge(settled.value) : this.#failed(settled);
  }

  async start(): Promise<AgentRun> {
    const before = await this.#bus.unitState(this.#unit, this.#left());
    if (!before.ok) return this.#failed(before);
    if (before.value.loadState !== 'loaded') return this.#judge(before.value);
    const isWritten = await this.#dropIn.write().catch(() => null);
    if (isWritten === null) {
      return this.#done(
        OcfCode.Generic,
        OperationStatus.Error,
        `${this.#dropIn.path} could not be written; systemd might restart the unit by itself`,
      );
    }
    if (isWritten || before.value.needsReload || !before.value.dropIns.includes(this.#dropIn.path)) {
      const reloaded = await this.#bus.reload(this.#left());
      if (!reloaded.ok) return this.#failed(reloaded);
    }
    const started = await this.#bus.startUnit(this.#unit, this.#left());
    if (!started.ok) return this.#failed(started);
    const settled = await this.#settle();
    return settled.ok ? this.#judge(settled.value) : this.#failed(settled);
  }

  async stop(): Promise<AgentRun> {
    const before = await this.#bus.unitState(this.#unit, this.#left());
    if (!before.ok) return this.#failed(before);
    // A unit whose file is gone may still be running; one that is not running needs no file to count as stopped.
    if (!isDown(before.value) || before.value.hasJob) {
      const freed = await this.#leaveOrder();
      if (!freed.ok) return this.#failed(freed);
      const stopped = await this.#bus.stopUnit(this.#unit, this.#left());
      if (!stopped.ok) return this.#failed(stopped);
    }
    const settled = await this.#settle();
    if (!settled.ok) return this.#failed(settled);
    if (!isDown(settled.value)) {
      const reason = `${this.#unit} is still ${settled.value.activeState} (${settled.value.subState}) after its stop`;
      return this.#done(OcfCode.Generic, OperationStatus.Done, reason);
    }
    // It is stopped: nobody need wait until systemd has taken note of this, too.
    if (await this.#dropIn.remove()) void this.#bus.reload(RELOAD_MS);
    return this.#done(OcfCode.Success, OperationStatus.Done, '');
  }

  /**
   * While the cluster's own unit is being stopped, systemd would stop this one only after it, and the cluster waits for
   * this one: the drop-in with that order goes first.
   */
  async #leaveOrder(): Promise<BusAnswer<unknown>> {
    const cluster = await this.#bus.unitState(this.#clusterUnit, this.#left());
    if (!cluster.ok || !isChanging(cluster.value)) return { ok: true, value: null };
    return (await this.#dropIn.remove()) ? await this.#bus.reload(this.#left()) : { ok: true, value: null };
  }

  /** Reads the state until the unit neither changes nor has a job. */
  async #settle(): Promise<BusAnswer<UnitState>> {
    for (let pause = FIRST_POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * 1.5)) {
      const answer = await this.#bus.unitState(this.#unit, this.#left());
      if (!answer.ok || !isChanging(answer.value)) return answer;
      if (this.#signal?.aborted === true) return { ok: false, kind: 'timeout', reason: 'cancelled' };
      if (this.#left() <= pause) {
        await sleep(Math.max(0, this.#deadline - performance.now()));
        const last = await this.#bus.unitState(this.#unit, 1000);
        if (!last.ok || !isChanging(last.value)) return last;
        const { activeState, subState } = last.value;
        const reason = `${this.#unit} is still ${activeState} (${subState}) after ${this.#timeoutMs} ms`;
        return { ok: false, kind: 'timeout', reason };
      }
      await sleep(pause);
    }
  }

  /** What a settled state means. */
  #judge(state: UnitState): AgentRun {
    const { loadState, activeState, subState } = state;
    if (activeState === 'active' || activeState === 'reloading') {
      return this.#done(OcfCode.Success, OperationStatus.Done, '');
    }
    if (loadState === 'not-found' || loadState === 'masked') {
      const reason = `${this.#unit} is ${loadState === 'masked' ? 'masked' : 'not installed'}`;
      return this.#done(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
    }
    if (loadState !== 'loaded') {
      const reason = `${this.#unit} cannot be loaded: ${loadState}`;
      return this.#done(OcfCode.Generic, OperationStatus.Error, reason);
    }
    const reason = activeState === 'inactive' ? '' : `${this.#unit} is ${activeState} (${subState})`;
    return this.#done(OcfCode.NotRunning, OperationStatus.Done, reason);
  }

  #failed(answer: BusAnswer<unknown> & { ok: false }): AgentRun {
    if (this.#signal?.aborted === true) {
      return this.#done(OcfCode.Generic, OperationStatus.Cancelled, 'cancelled');
    }
    const status = answer.kind === 'timeout' ? OperationStatus.Timeout : OperationStatus.Error;
    return this.#done(OcfCode.Generic, status, answer.reason.slice(0, 512));
  }

  #left(): number {
    return Math.max(1, Math.round(this.#deadline - performance.now()));
  }

  #done(rc: number, status: OperationStatus, reason: string): AgentRun {
    return runWithoutProcess(rc, status, reason, this.#startedAt);
  }
}

function isDown(state: UnitState): boolean {
  return state.activeState === 'inactive' || state.activeState === 'failed';
}

function isChanging(state: UnitState): boolean {
  return state.hasJob || state.activeState === 'activating' || state.activeState === 'deactivating';
}
