import type { FenceOrder, FenceResult } from '../controller/model/fencing.ts';
import {
  type AgentParameters,
  ENDS_RECURRING,
  type OperationOrder,
  type OperationResult,
  OperationStatus,
} from '../controller/model/operation.ts';
import { failureWords } from '../result/failure-words.ts';
import type { Result } from '../result/problem.ts';
import type { AgentCall, AgentRun, AgentStandard } from './agent-run.ts';
import { runWithoutProcess } from './agent-run.ts';
import { ChildRunner } from './child/child-runner.ts';
import { MetadataCache } from './metadata/metadata.ts';
import type { AgentMetadata, AgentName } from './metadata/model.ts';
import { agentParameters } from './metadata/parameters.ts';
import { OcfCode } from './ocf-code.ts';
import { OperationQueue, type QueuedJob } from './operation-queue.ts';
import { maskSecrets, secretValues } from './secrets.ts';
import { type ExecutorSettings, executorSettings } from './settings.ts';
import { FenceAgents } from './standards/fence-agent.ts';
import { LsbStandard } from './standards/lsb.ts';
import { NagiosStandard } from './standards/nagios.ts';
import { OcfStandard } from './standards/ocf.ts';
import { ServiceStandard } from './standards/service.ts';
import { StonithStandard } from './standards/stonith.ts';
import { SystemdStandard } from './standards/systemd.ts';
import { BusctlSystemdBus, type SystemdBus } from './standards/systemd-bus.ts';

/** What is going on in an executor. */
export interface ExecutorStatistics {
  /** Operations being run and waiting for their turn. */
  readonly running: number;
  readonly waiting: number;
  /** Recurring operations that are scheduled. */
  readonly recurring: number;
  /** Agent processes, those of fencing and of metadata included. */
  readonly processes: number;
  /** Operations that have ended since the executor was made. */
  readonly ended: number;
}

/** Which recurring operation to end. */
export interface OperationCancellation {
  readonly resource: string;
  readonly task: string;
  readonly intervalMs: number;
  /** Effect that started it; another one of the same name stays. `null` ends whichever there is. */
  readonly startedBy: number | null;
}

/** Tells a result; of a recurring operation the first, and each that differs from the one before it. */
export type OperationReport = (result: OperationResult) => void;

/** Kept of an agent's output in a result, which goes to all members. */
const RESULT_OUTPUT = 4096;

/** A result is not held back longer than this by an agent that does not tell its metadata. */
const METADATA_WAIT_MS = 2000;

/** Metadata of these standards say something about parameters. */
const HAS_PARAMETERS: ReadonlySet<string> = new Set(['ocf', 'stonith']);

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A recurring operation that was ordered and not cancelled. */
interface Recurring {
  readonly effectId: number;
  readonly order: OperationOrder;
  readonly report: OperationReport;
  readonly job: QueuedJob;
  queuedAt: number;
  timer: NodeJS.Timeout | null;
  isRunning: boolean;
  isCancelled: boolean;
  last: { readonly rc: number; readonly status: OperationStatus } | null;
  /** To be told when it has ended. */
  readonly waiters: (() => void)[];
}

/** Runs what the cluster orders on this node: agents of every standard, and fence agents. */
export class Executor {
  readonly settings: ExecutorSettings;
  readonly metadata: MetadataCache;
  readonly bus: SystemdBus;
  readonly #children: ChildRunner;
  readonly #queue: OperationQueue;
  readonly #fenceAgents: FenceAgents;
  readonly #standards: ReadonlyMap<string, AgentStandard>;
  readonly #recurring = new Map<string, Recurring>();
  readonly #delays = new Set<NodeJS.Timeout>();
  readonly #closing = new AbortController();
  #active = 0;
  #ended = 0;
  #idle: (() => void)[] = [];

  constructor(changes: Partial<ExecutorSettings> = {}, bus: SystemdBus | null = null) {
    this.settings = executorSettings(changes);
    this.#children = new ChildRunner(this.settings);
    this.bus = bus ?? new BusctlSystemdBus(this.settings, this.#children);
    this.metadata = new MetadataCache(this.settings, this.#children, this.bus);
    this.#queue = new OperationQueue(this.settings.maxAgents, this.settings.yieldMs);
    this.#fenceAgents = new FenceAgents(this.settings, this.#children, this.metadata);
    const lsb = new LsbStandard(this.settings, this.#children);
    const systemd = new SystemdStandard(this.settings, this.bus);
    this.#standards = new Map<string, AgentStandard>([
      ['ocf', new OcfStandard(this.settings, this.#children)],
      ['lsb', lsb],
      ['systemd', systemd],
      ['service', new ServiceStandard(this.settings, this.bus, lsb, systemd)],
      ['nagios', new NagiosStandard(this.settings, this.#children)],
      ['stonith', new StonithStandard(this.#fenceAgents, this.metadata)],
    ]);
  }

  get statistics(): ExecutorStatistics {
    return {
      running: this.#queue.running,
      waiting: this.#queue.waiting,
      recurring: this.#recurring.size,
      processes: this.#children.running,
      ended: this.#ended,
    };
  }

  /** Begins an operation; its result, or results, are reported later, never from within this call. */
  run(effectId: number, order: OperationOrder, report: OperationReport): void {
    if (this.#closing.signal.aborted) return;
    if (ENDS_RECURRING.has(order.task)) this.#endRecurringOf(order.resource.id);
    if (order.intervalMs > 0) this.#runRecurring(effectId, order, report);
    else this.#runOnce(order, report);
  }

  /** Ends a recurring operation; resolves when no run of it is under way any more. */
  cancel(which: OperationCancellation): Promise<void> {
    const entry = this.#recurring.get(keyOf(which.resource, which.task, which.intervalMs));
    if (entry === undefined || (which.startedBy !== null && entry.effectId !== which.startedBy)) {
      return Promise.resolve();
    }
    return this.#endRecurring(entry);
  }

  /** Carries out a fence order at once: it waits for no other operation. */
  fence(order: FenceOrder): Promise<FenceResult> {
    return this.#fenceAgents.fence(order, this.#closing.signal);
  }

  /** What an agent says about itself. */
  readMetadata(agent: AgentName): Promise<Result<AgentMetadata>> {
    return this.metadata.read(agent);
  }

  /** Runs one action of an agent outside any order, for an operator who looks for a fault; it waits its turn. */
  debug(agent: AgentName, call: Omit<AgentCall, 'provider' | 'type'>): Promise<AgentRun> {
    return new Promise((resolve) => {
      const cancelled = (): void =>
        resolve(runWithoutProcess(OcfCode.Generic, OperationStatus.Cancelled, 'the executor has ended'));
      this.#closing.signal.addEventListener('abort', cancelled, { once: true });
      this.#queue.enqueue({
        resource: call.resource,
        isRecurring: false,
        run: async (signal) => {
          this.#closing.signal.removeEventListener('abort', cancelled);
          resolve(await this.#call(agent, { ...call, provider: agent.provider, type: agent.type }, signal));
        },
      });
    });
  }

  /**
   * Ends recurring operations and whatever runs, for the end of the daemon. Services stay as they are; an operation
   * that was under way gets no result.
   */
  async close(): Promise<void> {
    for (const entry of [...this.#recurring.values()]) void this.#endRecurring(entry);
    for (const timer of this.#delays) clearTimeout(timer);
    this.#delays.clear();
    this.#closing.abort();
    this.#queue.close();
    await this.#children.close();
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #runOnce(order: OperationOrder, report: OperationReport): void {
    const begin = (): void => {
      const queuedAt = performance.now();
      this.#queue.enqueue({
        resource: order.resource.id,
        isRecurring: false,
        run: async (signal) => {
          const result = await this.#perform(order, queuedAt, signal);
          if (!this.#closing.signal.aborted) report(result);
        },
      });
    };
    if (order.startDelayMs <= 0) begin();
    else this.#later(order.startDelayMs, begin);
  }

  #later(milliseconds: number, then: () => void): void {
    const timer = setTimeout(
      () => {
        this.#delays.delete(timer);
        then();
      },
      Math.min(milliseconds, LONGEST_TIMER_MS),
    );
    this.#delays.add(timer);
  }

  #runRecurring(effectId: number, order: OperationOrder, report: OperationReport): void {
    const key = keyOf(order.resource.id, order.task, order.intervalMs);
    const before = this.#recurring.get(key);
    if (before !== undefined) void this.#endRecurring(before);
    const entry: Recurring = {
      effectId,
      order,
      report,
      job: {
        resource: order.resource.id,
        isRecurring: true,
        run: (signal) => this.#recur(entry, signal),
      },
      queuedAt: 0,
      timer: null,
      isRunning: false,
      isCancelled: false,
      last: null,
      waiters: [],
    };
    this.#recurring.set(key, entry);
    this.#schedule(entry, order.startDelayMs);
  }

  #schedule(entry: Recurring, delayMs: number): void {
    const enqueue = (): void => {
      entry.timer = null;
      entry.queuedAt = performance.now();
      this.#queue.enqueue(entry.job);
    };
    if (delayMs <= 0) enqueue();
    else entry.timer = setTimeout(enqueue, Math.min(delayMs, LONGEST_TIMER_MS));
  }

  /** One run of a recurring operation. */
  async #recur(entry: Recurring, signal: AbortSignal): Promise<void> {
    entry.isRunning = true;
    const result = await this.#perform(entry.order, entry.queuedAt, signal);
    entry.isRunning = false;
    for (const waiter of entry.waiters.splice(0)) waiter();
    if (entry.isCancelled) return;
    const isNews = entry.last?.rc !== result.rc || entry.last.status !== result.status;
    // A run that had to make way has found out nothing.
    if (result.status !== OperationStatus.Cancelled && isNews) {
      entry.last = { rc: result.rc, status: result.status };
      entry.report(result);
    }
    if (!entry.isCancelled) this.#schedule(entry, entry.order.intervalMs);
  }

  #endRecurring(entry: Recurring): Promise<void> {
    const { resource, task, intervalMs } = entry.order;
    const key = keyOf(resource.id, task, intervalMs);
    if (this.#recurring.get(key) === entry) this.#recurring.delete(key);
    entry.isCancelled = true;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    this.#queue.withdraw(entry.job);
    if (!entry.isRunning) return Promise.resolve();
    return new Promise((resolve) => entry.waiters.push(resolve));
  }

  #endRecurringOf(resource: string): void {
    for (const entry of [...this.#recurring.values()]) {
      if (entry.order.resource.id === resource) void this.#endRecurring(entry);
    }
  }

  async #perform(order: OperationOrder, queuedAt: number, signal: AbortSignal): Promise<OperationResult> {
    const queueMs = Math.round(performance.now() - queuedAt);
    const { resource } = order;
    const agent: AgentName = { class: resource.class, provider: resource.provider, type: resource.type };
    const call: AgentCall = {
      resource: resource.id,
      provider: resource.provider,
      type: resource.type,
      task: order.task,
      intervalMs: order.intervalMs,
      timeoutMs: order.timeoutMs,
      parameters: order.parameters,
    };
    const [run, parameters] = await this.#withParameters(agent, this.#call(agent, call, signal));
    const secrets = secretValues(order.parameters, parameters?.private ?? []);
    return {
      rc: run.rc,
      status: run.status,
      exitReason: maskSecrets(run.exitReason, secrets),
      output: maskSecrets(`${run.stderr}${run.stdout}`, secrets).slice(-RESULT_OUTPUT),
      startedAt: run.startedAt,
      executionMs: run.executionMs,
      queueMs,
      agent: parameters,
    };
  }

  /** Metadata are read beside the run, so that they cost no time where they are not known yet. */
  async #withParameters(
    agent: AgentName,
    running: Promise<AgentRun>,
  ): Promise<readonly [AgentRun, AgentParameters | null]> {
    if (!HAS_PARAMETERS.has(agent.class)) return [await running, null];
    const reading = this.metadata.read(agent);
    const run = await running;
    let timer: NodeJS.Timeout | null = null;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), METADATA_WAIT_MS);
    });
    const metadata = await Promise.race([reading, late]);
    if (timer !== null) clearTimeout(timer);
    return [run, metadata?.ok === true ? agentParameters(metadata.value) : null];
  }

  async #call(agent: AgentName, call: AgentCall, signal: AbortSignal): Promise<AgentRun> {
    this.#active++;
    try {
      // Nothing runs for it: the cluster forgets the resource's history on this node.
      if (call.task === 'delete') return runWithoutProcess(OcfCode.Success, OperationStatus.Done, '');
      const standard = this.#standards.get(agent.class);
      if (standard === undefined) {
        const reason = `there is no standard ${agent.class}`;
        return runWithoutProcess(OcfCode.NotInstalled, OperationStatus.NotInstalled, reason);
      }
      return await standard.run(call, signal);
    } catch (error) {
      // An expected failure would have been a value; one resource's trouble must not end the daemon all the same.
      const reason = `fault in the executor: ${failureWords(error)}`;
      return runWithoutProcess(OcfCode.Generic, OperationStatus.Error, reason);
    } finally {
      this.#active--;
      this.#ended++;
      if (this.#active === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}

function keyOf(resource: string, task: string, intervalMs: number): string {
  return `${resource}\n${task}\n${intervalMs}`;
}
