import type { FenceOrder, FenceResult } from '../controller/model/fencing.ts';
import { type OperationOrder, type OperationResult, OperationStatus } from '../controller/model/operation.ts';
import type { OperationRunner } from './parts.ts';

/** Tasks that a test holds back: their agents hang until they are let go. */
export type Hold = (order: OperationOrder) => boolean;

interface Recurring {
  readonly order: OperationOrder;
  readonly report: (result: OperationResult) => void;
  last: number | null;
}

/** Services of a whole cluster that exist only in a test, and the agents that start, stop and look at them. */
export class ScriptedServices {
  /** `NODE/RESOURCE` of what runs; true for what is promoted. */
  readonly running = new Map<string, boolean>();
  /** Everything agents were told, `NODE: RESOURCE_TASK`, in order. */
  readonly calls: string[] = [];
  /** Most copies of a service that ran at one time, by resource. */
  readonly mostCopies = new Map<string, number>();
  hold: Hold = () => false;
  readonly #held: (() => void)[] = [];
  readonly #runners = new Map<string, ScriptedRunner>();
  readonly #powerOff: (node: string) => Promise<void>;
  readonly #isOn: (node: string) => boolean;

  constructor(powerOff: (node: string) => Promise<void>, isOn: (node: string) => boolean) {
    this.#powerOff = powerOff;
    this.#isOn = isOn;
  }

  runner(node: string): ScriptedRunner {
    const runner = new ScriptedRunner(this, node);
    this.#runners.set(node, runner);
    return runner;
  }

  /** Names of the nodes a service runs on. */
  placesOf(resource: string): string[] {
    const suffix = `/${resource}`;
    return [...this.running.keys()]
      .filter((key) => key.endsWith(suffix))
      .map((key) => key.slice(0, -suffix.length));
  }

  /** The service dies; the next look at it finds that out, at once. */
  kill(node: string, resource: string): void {
    this.running.delete(`${node}/${resource}`);
    this.#runners.get(node)?.look(resource);
  }

  /** The node has no power any more: nothing runs there. */
  lose(node: string): void {
    for (const key of [...this.running.keys()]) if (key.startsWith(`${node}/`)) this.running.delete(key);
    this.#runners.delete(node);
  }

  start(node: string, resource: string): void {
    this.running.set(`${node}/${resource}`, false);
    const copies = this.placesOf(resource).length;
    this.mostCopies.set(resource, Math.max(copies, this.mostCopies.get(resource) ?? 0));
  }

  /** An agent hangs until it is let go. */
  keep(agent: () => void): void {
    this.#held.push(agent);
  }

  /** Lets go all agents that hang, and holds no more. */
  release(): void {
    this.hold = () => false;
    for (const agent of this.#held.splice(0)) agent();
  }

  async fence(order: FenceOrder): Promise<FenceResult> {
    const { action, target } = order;
    this.calls.push(`fence ${action} ${target ?? ''}`.trim());
    const startedAt = Date.now();
    if (target !== null && (action === 'off' || action === 'reboot')) await this.#powerOff(target);
    const power = action === 'status' && target !== null ? (this.#isOn(target) ? 'on' : 'off') : null;
    const rc = power === 'off' ? 2 : 0;
    return {
      outcome: 'ok',
      power,
      hosts: null,
      rc,
      isTimeout: false,
      output: '',
      startedAt,
      endedAt: Date.now(),
    };
  }
}

/** Agents of one node. */
export class ScriptedRunner implements OperationRunner {
  readonly #services: ScriptedServices;
  readonly #node: string;
  readonly #recurring = new Map<string, Recurring>();
  #isClosed = false;

  constructor(services: ScriptedServices, node: string) {
    this.#services = services;
    this.#node = node;
  }

  run(_effectId: number, order: OperationOrder, report: (result: OperationResult) => void): void {
    const { resource, task, intervalMs } = order;
    this.#services.calls.push(`${this.#node}: ${resource.id}_${task}`);
    if (intervalMs > 0)
      this.#recurring.set(`${resource.id}/${task}/${intervalMs}`, { order, report, last: null });
    // Agents answer in a turn of their own, as processes do.
    const agent = (): void => {
      if (this.#isClosed) return;
      if (intervalMs > 0) this.look(resource.id);
      else report(resultOf(this.#perform(resource.id, task)));
    };
    if (this.#services.hold(order)) this.#services.keep(agent);
    else setImmediate(agent);
  }

  cancel(which: {
    readonly resource: string;
    readonly task: string;
    readonly intervalMs: number;
  }): Promise<void> {
    this.#recurring.delete(`${which.resource}/${which.task}/${which.intervalMs}`);
    return Promise.resolve();
  }

  fence(order: FenceOrder): Promise<FenceResult> {
    return this.#services.fence(order);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  /** Recurring monitors look now. */
  look(resource: string): void {
    if (this.#isClosed) return;
    for (const entry of this.#recurring.values()) {
      if (entry.order.resource.id !== resource) continue;
      const rc = this.#state(resource);
      if (rc === entry.last) continue;
      entry.last = rc;
      entry.report(resultOf(rc));
    }
  }

  #state(resource: string): number {
    const isPromoted = this.#services.running.get(`${this.#node}/${resource}`);
    return isPromoted === undefined ? 7 : isPromoted ? 8 : 0;
  }

  #perform(resource: string, task: string): number {
    const key = `${this.#node}/${resource}`;
    switch (task) {
      case 'start':
        this.#services.start(this.#node, resource);
        return 0;
      case 'stop':
        this.#services.running.delete(key);
        for (const name of [...this.#recurring.keys()])
          if (name.startsWith(`${resource}/`)) this.#recurring.delete(name);
        return 0;
      case 'promote':
      case 'demote':
        this.#services.running.set(key, task === 'promote');
        return 0;
      case 'monitor':
        return this.#state(resource);
      default:
        return 0;
    }
  }
}

function resultOf(rc: number): OperationResult {
  return {
    rc,
    status: OperationStatus.Done,
    exitReason: '',
    output: '',
    startedAt: Date.now(),
    executionMs: 1,
    queueMs: 0,
    agent: null,
  };
}
