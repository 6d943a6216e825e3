import {
  type OperationOrder,
  type OperationResult,
  OperationStatus,
} from '../../controller/model/operation.ts';
import { WORLD_EPOCH } from '../model/setup.ts';
import type { Random } from '../random.ts';
import type { Appointment } from '../timeline.ts';
import type { Host } from './host.ts';
import { Ocf } from './services.ts';

interface Job {
  readonly effectId: number;
  readonly order: OperationOrder;
  readonly queuedAt: number;
}

interface Recurring {
  readonly effectId: number;
  readonly order: OperationOrder;
  readonly begunAt: number;
  last: { readonly rc: number; readonly status: number } | null;
  tick: Appointment | null;
}

/** Time agents take, ms, from and to. */
const DURATIONS: Readonly<Record<string, readonly [number, number]>> = {
  start: [100, 1200],
  stop: [80, 1000],
  promote: [100, 500],
  demote: [100, 500],
  monitor: [10, 60],
  migrate_to: [500, 3000],
};

/**
 * Runs agents on a host, one at a time for a resource. A recurring operation costs nothing while nothing changes: it is
 * run when the service or its agent has changed, at the next turn of its interval.
 */
export class Executor {
  readonly #host: Host;
  readonly #random: Random;
  readonly #queues = new Map<string, Job[]>();
  readonly #recurring = new Map<number, Recurring>();
  /** Halves of the jobs under way: what is left of them when the daemon dies. */
  readonly #underWay = new Set<() => void>();
  #life = 0;
  readonly #report: (effectId: number, result: OperationResult) => void;

  constructor(host: Host, random: Random, report: (effectId: number, result: OperationResult) => void) {
    this.#host = host;
    this.#random = random;
    this.#report = report;
  }

  /** Jobs that are queued or running. */
  get isBusy(): boolean {
    for (const queue of this.#queues.values()) if (queue.length > 0) return true;
    return false;
  }

  run(effectId: number, order: OperationOrder): void {
    if (order.task === 'start') this.#host.services.entrust(order.resource.id);
    const now = this.#host.surroundings.timeline.now;
    if (order.intervalMs > 0) {
      for (const other of this.#recurring.values()) {
        if (other.order.key === order.key) this.cancel(other.effectId);
      }
      this.#recurring.set(effectId, {
        effectId,
        order,
        begunAt: now + order.startDelayMs,
        last: null,
        tick: null,
      });
    }
    const enqueue = () => this.#enqueue({ effectId, order, queuedAt: this.#host.surroundings.timeline.now });
    if (order.startDelayMs > 0) this.#later(order.startDelayMs, enqueue);
    else enqueue();
  }

  /** Ends a recurring operation. */
  cancel(effectId: number): void {
    const recurring = this.#recurring.get(effectId);
    if (recurring === undefined) return;
    if (recurring.tick !== null) recurring.tick.isCancelled = true;
    this.#recurring.delete(effectId);
  }

  /** A service or its agent has changed: recurring operations look at their next turn. */
  wake(resource: string): void {
    for (const recurring of this.#recurring.values()) {
      if (recurring.order.resource.id === resource) this.#plan(recurring);
    }
  }

  wakeAll(): void {
    for (const recurring of this.#recurring.values()) this.#plan(recurring);
  }

  /** The daemon is gone. Of agents that run, each has or has not done its work; nobody hears of it. */
  abandon(): void {
    this.#life++;
    for (const half of this.#underWay) if (this.#random.chance(0.5)) half();
    this.#forget();
  }

  /** The host is gone. */
  vanish(): void {
    this.#life++;
    this.#forget();
  }

  #forget(): void {
    this.#underWay.clear();
    this.#queues.clear();
    for (const effectId of [...this.#recurring.keys()]) this.cancel(effectId);
  }

  #later(delay: number, run: () => void): Appointment {
    const life = this.#life;
    return this.#host.after(delay, () => {
      if (life === this.#life) run();
    });
  }

  #plan(recurring: Recurring): void {
    if (recurring.tick !== null) return;
    const { now } = this.#host.surroundings.timeline;
    const { intervalMs } = recurring.order;
    const turn = Math.max(0, Math.floor((now - recurring.begunAt) / intervalMs)) + 1;
    const at = recurring.begunAt + turn * intervalMs;
    recurring.tick = this.#later(at - now, () => {
      recurring.tick = null;
      if (!this.#recurring.has(recurring.effectId)) return;
      const { effectId, order } = recurring;
      this.#enqueue({ effectId, order, queuedAt: this.#host.surroundings.timeline.now });
    });
  }

  #enqueue(job: Job): void {
    const { id } = job.order.resource;
    const queue = this.#queues.get(id) ?? [];
    this.#queues.set(id, queue);
    queue.push(job);
    if (queue.length === 1) this.#begin(queue);
  }

  #begin(queue: Job[]): void {
    const job = queue[0];
    if (job === undefined) return;
    const { order } = job;
    if (order.intervalMs > 0 && !this.#recurring.has(job.effectId)) {
      queue.shift();
      this.#begin(queue);
      return;
    }
    const { name } = this.#host;
    const { timeline, agentFaults } = this.#host.surroundings;
    const startedAt = timeline.now;
    const taken = agentFaults.take(name, order.resource.id, order.task);
    const behaviour = taken?.behaviour ?? null;
    const [least, most] = DURATIONS[order.task] ?? [10, 40];
    let duration = this.#random.integer(least, most);
    if (behaviour?.kind === 'slow') duration += behaviour.ms;
    if (behaviour?.kind === 'hang') duration = Number.POSITIVE_INFINITY;
    const isTimeout = duration > order.timeoutMs;
    if (isTimeout) duration = order.timeoutMs;
    let rc: number | null = null;
    const half = () => {
      this.#underWay.delete(half);
      const isHonest =
        behaviour?.kind === 'fail' &&
        behaviour.onlyActive === true &&
        this.#host.services.role(order.resource.id) === null;
      if (behaviour?.kind === 'fail' && !isHonest) rc = behaviour.rc;
      else if (behaviour?.kind === 'lie') rc = order.task === 'monitor' ? order.targetRc : Ocf.Ok;
      else if (!isTimeout || this.#random.chance(0.5)) rc = this.#perform(order);
    };
    this.#underWay.add(half);
    this.#later(duration / 2, half);
    this.#later(duration, () => {
      if (order.task === 'monitor' && behaviour === null) rc = this.#host.services.reading(order.resource.id);
      queue.shift();
      const status = isTimeout ? OperationStatus.Timeout : OperationStatus.Done;
      this.#finish(job, taken?.isLast === true, {
        rc: isTimeout ? Ocf.Generic : (rc ?? Ocf.Generic),
        status,
        exitReason: isTimeout ? 'timed out' : '',
        output: '',
        startedAt: WORLD_EPOCH + startedAt,
        executionMs: timeline.now - startedAt,
        queueMs: startedAt - job.queuedAt,
        agent: { canReload: false, reloadable: [], all: [], private: [] },
      });
      this.#begin(queue);
    });
  }

  #perform(order: OperationOrder): number {
    const { services } = this.#host;
    const { id, type } = order.resource;
    switch (order.task) {
      case 'monitor':
        return services.reading(id);
      case 'migrate_to': {
        const target = this.#host.surroundings.hosts.get(order.parameters.CRM_meta_migrate_target ?? '');
        if (services.role(id) === null || target === undefined || target.power !== 'on') return Ocf.Generic;
        services.perform(id, 'stop');
        target.services.set(id, 'started');
        return Ocf.Ok;
      }
      case 'migrate_from':
        return services.role(id) === null ? Ocf.Generic : Ocf.Ok;
    }
    const rc = services.perform(id, order.task);
    if (type === 'Stateful') this.#setPromotionScore(order);
    return rc;
  }

  /** As the agent does with `crm_master`. */
  #setPromotionScore(order: OperationOrder): void {
    const scores: Readonly<Record<string, string | null>> = {
      start: '5',
      promote: '10',
      demote: '5',
      stop: null,
    };
    const value = scores[order.task];
    if (value === undefined) return;
    const name = `master-${order.resource.id.replace(/:\d+$/, '')}`;
    this.#host.request({
      kind: 'set-attribute',
      nodes: [this.#host.name],
      name,
      value,
      lifetime: 'transient',
      dampeningMs: null,
    });
  }

  #finish(job: Job, isAgentAboutToChange: boolean, result: OperationResult): void {
    const { effectId, order } = job;
    if (order.intervalMs === 0) {
      this.#report(effectId, result);
      return;
    }
    const recurring = this.#recurring.get(effectId);
    if (recurring === undefined) return;
    if (isAgentAboutToChange) this.#plan(recurring);
    const { last } = recurring;
    if (last !== null && last.rc === result.rc && last.status === result.status) return;
    recurring.last = { rc: result.rc, status: result.status };
    this.#report(effectId, result);
  }
}
