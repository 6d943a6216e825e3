import { writeXml } from '../cib/write.ts';
import { createController, step } from './controller.ts';
import type { Effect, KeptTransition, LogRecord } from './model/effect.ts';
import type { Event } from './model/event.ts';
import type { FenceOrder, FenceResult, FencingRecord } from './model/fencing.ts';
import type { Departure, LeaveReason } from './model/member.ts';
import type { Message } from './model/message.ts';
import type { OperationOrder, OperationResult } from './model/operation.ts';
import type { ControllerOptions } from './model/options.ts';
import type { ClientAnswer, ClientRequest } from './model/request.ts';
import type { ControllerState } from './model/state.ts';

/** 2026-01-01T00:00:00Z. */
export const START = 1_767_225_600_000;

/** What a fake agent answers; what is left out is success. */
export type AgentAnswer = Partial<OperationResult> | 'silent';

/** One controller with what it runs on. */
export class TestNode {
  readonly nodeId: number;
  readonly name: string;
  state: ControllerState;
  isUp = true;
  /** Resources that run on the node. */
  readonly active = new Set<string>();
  readonly operations: OperationOrder[] = [];
  readonly cancelled: string[] = [];
  readonly fenceOrders: FenceOrder[] = [];
  readonly recurring = new Map<string, number>();
  readonly logs: LogRecord[] = [];
  readonly transitions: KeptTransition[] = [];
  selfFenced: string | null = null;
  left: string | null = null;
  disk: string | null;
  fencingDisk: readonly FencingRecord[] = [];
  timerAt: number | null = null;

  constructor(nodeId: number, state: ControllerState, disk: string | null) {
    this.nodeId = nodeId;
    this.name = state.options.self.name;
    this.state = state;
    this.disk = disk;
  }
}

interface Sent {
  readonly from: number;
  /** Life of the sender: what it did not get out before it died is lost. */
  readonly sender: TestNode;
  readonly message: Message;
}

/** Something that happens to a node at a later time. */
interface Scheduled {
  readonly at: number;
  readonly node: TestNode;
  readonly act: () => void;
}

/** Controllers that hear the same messages in the same order, with agents, power switches and a clock by hand. */
export class TestCluster {
  now = START;
  readonly nodes = new Map<number, TestNode>();
  readonly answers = new Map<string, ClientAnswer>();
  readonly #queue: Sent[] = [];
  readonly #expected: number;
  #groups: number[][] = [];
  #lives = 0;
  #requests = 0;
  /** Time an agent takes, ms. */
  latency: () => number = () => 0;
  /** Messages are delivered one by one by the test. */
  isHeld = false;
  readonly #schedule: Scheduled[] = [];
  /** Sees every step of every node. */
  observe: (node: TestNode, event: Event, effects: readonly Effect[]) => void = () => {};
  /** Nodes whose messages get lost on their way out, as if they hung. */
  readonly mute = new Set<number>();
  /** What agents answer. */
  agent: (order: OperationOrder, node: TestNode) => AgentAnswer = () => ({});
  /** What fence agents answer; `null` for none at all. */
  fencing: (order: FenceOrder) => Partial<FenceResult> | null = (order) => this.#switchPower(order);
  /** Time a watchdog takes to reset its node; `null`: it cannot be armed. */
  watchdogResetMs: number | null = 5000;
  /** Nodes whose power was cut while they were up: the test takes them out of their group. */
  readonly poweredOff: number[] = [];
  /** Power by name. */
  readonly power = new Map<string, 'on' | 'off'>();
  readonly #configured: { nodeId: number; name: string }[];

  constructor(count: number, cib: string | null, options: Partial<ControllerOptions> = {}) {
    this.#expected = count;
    this.#configured = Array.from({ length: count }, (_, i) => ({ nodeId: i + 1, name: `node${i + 1}` }));
    for (const { nodeId } of this.#configured) this.create(nodeId, cib, options);
  }

  /** Makes a controller in a new life; it is in no group yet. */
  create(nodeId: number, cib: string | null, options: Partial<ControllerOptions> = {}): TestNode {
    const name = `node${nodeId}`;
    const state = createController({
      self: { nodeId, name, incarnation: `life${++this.#lives}`, hasWatchdog: false },
      cib,
      configuredNodes: this.#configured,
      seed: `${name}-${this.#lives}`,
      leaseMs: () => 16_000,
      ...options,
    });
    const node = new TestNode(nodeId, state, cib);
    this.nodes.set(nodeId, node);
    this.power.set(name, 'on');
    return node;
  }

  node(nodeId: number): TestNode {
    return this.nodes.get(nodeId) as TestNode;
  }

  /** Forms groups: each list of nodes hears its members only. Nodes that are in no list are down. */
  form(...groups: number[][]): void {
    const before = this.#groups;
    this.#groups = groups;
    const up = new Set(groups.flat());
    for (const node of this.nodes.values()) node.isUp = up.has(node.nodeId);
    for (const group of groups) {
      for (const nodeId of group) this.#tellQuorum(nodeId, group);
      for (const nodeId of group) {
        const old = before.find((members) => members.includes(nodeId)) ?? [];
        const left: Departure[] = old
          .filter((id) => !group.includes(id))
          .map((id) => ({ nodeId: id, reason: 'node-down' }));
        const joined = group
          .filter((id) => !old.includes(id) || id === nodeId)
          .filter((id) => !old.includes(id));
        if (left.length > 0 || joined.length > 0) this.#tellMembership(nodeId, group, joined, left);
      }
    }
    this.run();
  }

  #tellQuorum(nodeId: number, members: number[]): void {
    const isQuorate = members.length * 2 > this.#expected;
    this.event(nodeId, { kind: 'quorum', at: this.now, isQuorate, members });
  }

  #tellMembership(nodeId: number, members: number[], joined: number[], left: Departure[]): void {
    this.event(nodeId, { kind: 'membership', at: this.now, members, joined, left });
  }

  /** A daemon goes; its node stays up unless the reason says otherwise. */
  lose(nodeId: number, reason: LeaveReason): void {
    const group = (this.#groups.find((members) => members.includes(nodeId)) ?? []).filter(
      (id) => id !== nodeId,
    );
    this.#groups = this.#groups.map((members) => members.filter((id) => id !== nodeId));
    if (reason === 'left') this.event(nodeId, { kind: 'left-group', at: this.now });
    this.node(nodeId).isUp = false;
    for (const id of group) {
      if (reason === 'node-down') this.#tellQuorum(id, group);
      this.#tellMembership(id, group, [], [{ nodeId, reason }]);
    }
    this.run();
  }

  /** A node hears that it has lost all others, who hear nothing of that. */
  cutUnseen(nodeId: number): void {
    const others = this.#groups.flat().filter((id) => id !== nodeId);
    this.#groups = [others, [nodeId]];
    this.#tellQuorum(nodeId, [nodeId]);
    const left = others.map((id): Departure => ({ nodeId: id, reason: 'node-down' }));
    this.#tellMembership(nodeId, [nodeId], [], left);
    this.run();
  }

  /** It hears them again; they have heard of nothing all the time. */
  returnUnseen(nodeId: number): void {
    const all = this.#groups.flat().sort((a, b) => a - b);
    this.#groups = [all];
    this.#tellQuorum(nodeId, all);
    this.#tellMembership(
      nodeId,
      all,
      all.filter((id) => id !== nodeId),
      [],
    );
    this.run();
  }

  /** Corosync of a node dies under its controller. */
  loseEngine(nodeId: number): void {
    const problem = {
      code: 'HWS-COR-001',
      severity: 'error',
      message: '',
      hint: '',
      id: null,
      at: null,
    } as const;
    this.event(nodeId, { kind: 'engine-lost', at: this.now, problem });
  }

  /** A new life of a daemon joins the first group. */
  join(nodeId: number, cib: string | null = this.node(nodeId).disk): TestNode {
    const before = this.nodes.get(nodeId);
    const node = this.create(nodeId, cib);
    for (const resource of before?.active ?? []) node.active.add(resource);
    const group = [...(this.#groups[0] ?? []), nodeId].sort((a, b) => a - b);
    this.#groups = [group, ...this.#groups.slice(1)];
    for (const id of group) this.#tellQuorum(id, group);
    for (const id of group) this.#tellMembership(id, group, id === nodeId ? group : [nodeId], []);
    this.run();
    return node;
  }

  event(nodeId: number, event: Event): void {
    const node = this.node(nodeId);
    if (!node.isUp) return;
    const { effects } = step(node.state, event);
    this.observe(node, event, effects);
    for (const effect of effects) this.#perform(node, effect);
  }

  /** Delivers so many messages at most; answers how many. Each goes to all of the sender's group of this moment. */
  deliver(limit: number): number {
    let count = 0;
    for (; count < limit; count++) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      const { from, sender, message } = next;
      if (!sender.isUp || this.node(from) !== sender) continue;
      const copy = JSON.stringify(message);
      for (const id of this.#groups.find((members) => members.includes(from)) ?? []) {
        this.event(id, { kind: 'delivered', at: this.now, from, message: JSON.parse(copy) as Message });
      }
    }
    return count;
  }

  /** Delivers until nothing is left to deliver, unless deliveries are held back. */
  run(limit = 20_000): void {
    if (this.isHeld) return;
    if (this.deliver(limit) >= limit) throw new Error('the controllers do not come to rest');
  }

  /** Lets time pass, with all timers and answers that fall into it. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      let next: TestNode | null = null;
      for (const node of this.nodes.values()) {
        if (!node.isUp || node.timerAt === null || node.timerAt > until) continue;
        if ((next?.timerAt ?? Number.POSITIVE_INFINITY) > node.timerAt) next = node;
      }
      const scheduled = this.#nextScheduled(until);
      if (scheduled !== null && scheduled.at <= (next?.timerAt ?? Number.POSITIVE_INFINITY)) {
        this.#schedule.splice(this.#schedule.indexOf(scheduled), 1);
        this.now = Math.max(this.now, scheduled.at);
        if (this.power.get(scheduled.node.name) === 'on') scheduled.act();
      } else if (next !== null) {
        this.now = Math.max(this.now, next.timerAt as number);
        next.timerAt = null;
        this.event(next.nodeId, { kind: 'timer', at: this.now, timerId: 'next-deadline' });
      } else break;
      this.run();
    }
    this.now = until;
  }

  #nextScheduled(until: number): Scheduled | null {
    let first: Scheduled | null = null;
    for (const one of this.#schedule)
      if (one.at <= until && (first === null || one.at < first.at)) first = one;
    return first;
  }

  #later(node: TestNode, act: () => void): void {
    const delay = this.latency();
    if (delay <= 0) act();
    else this.#schedule.push({ at: this.now + delay, node, act });
  }

  /** Asks a node for something and answers with the id of the request. */
  ask(nodeId: number, request: ClientRequest): string {
    const requestId = `request${++this.#requests}`;
    this.event(nodeId, { kind: 'request', at: this.now, requestId, request });
    this.run();
    return requestId;
  }

  /** A recurring operation of a node reports something new. */
  report(nodeId: number, key: string, result: Partial<OperationResult>): void {
    const effectId = this.node(nodeId).recurring.get(key);
    if (effectId === undefined) throw new Error(`${key} does not run on node${nodeId}`);
    this.#finish(this.node(nodeId), effectId, result);
    this.run();
  }

  #finish(node: TestNode, effectId: number, result: Partial<OperationResult>): void {
    const whole: OperationResult = {
      rc: 0,
      status: 0,
      exitReason: '',
      output: '',
      startedAt: this.now,
      executionMs: 10,
      queueMs: 0,
      agent: null,
      ...result,
    };
    this.event(node.nodeId, {
      kind: 'effect-finished',
      at: this.now,
      effectId,
      result: { kind: 'operation', result: whole },
    });
  }

  #perform(node: TestNode, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const isHeard = this.#groups.some((members) => members.includes(node.nodeId));
        if (isHeard && !this.mute.has(node.nodeId)) {
          this.#queue.push({ from: node.nodeId, sender: node, message: effect.message });
        }
        return;
      }
      case 'run-operation':
        this.#operate(node, effect.effectId, effect.order);
        return;
      case 'cancel-operation':
        node.cancelled.push(`${effect.resource}_${effect.task}_${effect.intervalMs}`);
        node.recurring.delete(`${effect.resource}_${effect.task}_${effect.intervalMs}`);
        return;
      case 'fence':
        node.fenceOrders.push(effect.order);
        this.#later(node, () => this.#fence(node, effect.effectId, effect.order));
        return;
      case 'set-timer':
        node.timerAt = effect.at;
        return;
      case 'clear-timer':
        node.timerAt = null;
        return;
      case 'persist':
        node.disk = effect.cib;
        this.event(node.nodeId, {
          kind: 'effect-finished',
          at: this.now,
          effectId: effect.effectId,
          result: { kind: 'persisted', problem: null },
        });
        return;
      case 'answer':
        this.answers.set(effect.requestId, effect.answer);
        return;
      case 'fencing-ended':
        return;
      case 'keep-fencing':
        node.fencingDisk = effect.records;
        return;
      case 'keep-transition':
        node.transitions.push(effect.input);
        return;
      case 'arm-watchdog':
        this.event(node.nodeId, {
          kind: 'effect-finished',
          at: this.now,
          effectId: effect.effectId,
          result: { kind: 'watchdog-armed', resetMs: this.watchdogResetMs },
        });
        return;
      case 'self-fence':
        node.selfFenced = effect.why;
        return;
      case 'leave':
        node.left = effect.why;
        return;
      case 'log':
        node.logs.push(effect.record);
        return;
    }
  }

  #fence(node: TestNode, effectId: number, order: FenceOrder): void {
    const answer = this.fencing(order);
    if (answer === null) return;
    const at = this.now;
    const result: FenceResult = {
      outcome: 'ok',
      power: null,
      hosts: null,
      rc: 0,
      isTimeout: false,
      output: '',
      startedAt: at,
      endedAt: at,
      ...answer,
    };
    this.event(node.nodeId, { kind: 'effect-finished', at, effectId, result: { kind: 'fence', result } });
  }

  #operate(node: TestNode, effectId: number, order: OperationOrder): void {
    node.operations.push(order);
    if (order.intervalMs > 0) node.recurring.set(order.key, effectId);
    const answer = this.agent(order, node);
    if (answer === 'silent') return;
    this.#later(node, () => {
      const { id } = order.resource;
      if (answer.rc === undefined || answer.rc === 0) {
        if (order.task === 'start' || order.task === 'migrate_from') node.active.add(id);
        if (order.task === 'stop') node.active.delete(id);
      }
      let rc = order.targetRc;
      if (order.task === 'monitor') rc = node.active.has(id) ? 0 : 7;
      this.#finish(node, effectId, { rc, ...answer });
    });
  }

  /** A power switch that does what it is told; a node that is off is out of its group. */
  #switchPower(order: FenceOrder): Partial<FenceResult> {
    const target = order.target ?? '';
    if (order.action === 'off') this.#powerOff(target);
    if (order.action === 'on') this.power.set(target, 'on');
    if (order.action === 'status') return { power: this.power.get(target) ?? null };
    if (order.action === 'list') return { outcome: 'unsupported' };
    return {};
  }

  /** What runs on a node is gone with its power; its peers hear of it when messages are delivered next. */
  #powerOff(name: string): void {
    this.power.set(name, 'off');
    const node = [...this.nodes.values()].find((candidate) => candidate.name === name);
    node?.active.clear();
    if (node?.isUp === true) this.poweredOff.push(node.nodeId);
  }

  /** The CIB of a node as text. */
  cib(nodeId: number): string {
    return writeXml(this.node(nodeId).state.cib);
  }

  /** Names of the nodes on which a resource runs. */
  runsOn(resource: string): string[] {
    return [...this.nodes.values()]
      .filter((node) => node.isUp && node.active.has(resource))
      .map(({ name }) => name);
  }

  /** Names of the nodes on which a resource is active, whoever is up or in a group: what matters is the power. */
  copiesOf(resource: string): string[] {
    return [...this.nodes.values()].filter(({ active }) => active.has(resource)).map(({ name }) => name);
  }

  /** The first node on which a resource runs. */
  ownerOf(resource: string): TestNode {
    const owner = [...this.nodes.values()].find((node) => node.isUp && node.active.has(resource));
    if (owner === undefined) throw new Error(`${resource} runs nowhere`);
    return owner;
  }

  /** `task resource` of all operations that ran on a node once, probes left out. */
  log(nodeId: number): string[] {
    return this.node(nodeId)
      .operations.filter(({ task, intervalMs }) => task !== 'monitor' || intervalMs > 0)
      .map(({ task, resource }) => `${task} ${resource.id}`);
  }
}
